namespace IpMonitor.Tools;

/// <summary><c>help</c>: lists the commands.</summary>
internal static class HelpCommand
{
    public static int Run()
    {
        Console.WriteLine(Text);
        return 0;
    }

    private const string Text = """
        IpMonitor 知识产权工作实时监测 · real-time monitor for intellectual-property work

          dotnet ipm.cs up --demo              演示：样例与模拟数据 · sample and simulated data, http://127.0.0.1:5080
          dotnet ipm.cs up                     从空库开始 · start with an empty store, kept in data/
          dotnet ipm.cs up --port 8080 --data /srv/ipm
          dotnet ipm.cs test                   全部测试 · every test: pages, C#, a real browser
          dotnet ipm.cs test --filter Ranking  名称含 Ranking 的测试 · only tests whose name contains it
          dotnet ipm.cs bench                  性能 · measure performance
          dotnet ipm.cs shots                  每一页、每一个画面的截图 · pictures of every page and scene
                                               --out DIR --only NAME
          dotnet ipm.cs crash                  反复强制终止，核对不丢不重 · kill it 200 times;
                                               verify that no event is lost or counted twice
          dotnet ipm.cs crash --kills 20 --database postgres --seed 7
          dotnet ipm.cs fuzz                   100 万份乱改的上报 · a million mutated bodies; --bodies N --seed N
                                               乱改的文件 · mutated files: --uploads N
          dotnet ipm.cs simulate --seeds 100000
                                               按种子模拟各种故障 · whole runs by seed, with every fault
                                               --seed K 重放一次 · replays one; --bug NAME
          dotnet ipm.cs verify --data DIR      由流水重算全部汇总 · recompute every sum from the journal
          dotnet ipm.cs verify --anchor N:HASH 并核对操作日志的锚 · and check the audit log against an anchor
          dotnet ipm.cs upgrade                升级库的结构（所有者账号）· update the schema, as its owner
          dotnet ipm.cs backup FILE            运行中备份 · verified copy of a running store
          dotnet ipm.cs restore FILE           恢复备份 · restore a backup; --replace
          dotnet ipm.cs export FILE            导出为 NDJSON · export the whole store
          dotnet ipm.cs import FILE            导入空库 · import into an empty store
                                               别处的文件 · of another store: --key FINGERPRINT, --accept-unsigned
          dotnet ipm.cs account recover NAME   停止服务后为账号重设密码、取消动态口令
                                               give a locked-out account a new password; stop the server first
          dotnet ipm.cs sbom FILE              软件物料清单 · bill of materials, CycloneDX JSON
                                               --of DIR: 已发布的程序 · a published program
          dotnet ipm.cs commits [RANGE]        检查提交说明，默认最后一次 · check commit subjects, of the last commit by default
          dotnet ipm.cs doctor                 本机缺什么、怎么装 · list missing prerequisites and how to install them
        """;
}
