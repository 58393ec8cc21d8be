#:property PublishAot=false

// The one entry, on Windows, macOS and Linux: dotnet ipm.cs up | test | bench | crash | fuzz | simulate | verify | backup | export | sbom | doctor | help
//
//   Commands      what each word does, and the options it takes
//   Materials     what a published program is made of
//   This machine  what is there, what is missing, and how to get it
//   Scores        what passed and failed, down to the closing line
//   Processes     build, run, ask, stop in good order
//
// `-c`, `-v`, `--no-build` and `--help` never arrive here: dotnet takes them for itself.

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var root = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
var windows = OperatingSystem.IsWindows();
var ci = Environment.GetEnvironmentVariable("CI") is "true" or "1";
var words = args.Skip(1).ToList();
var scores = new ConcurrentQueue<Score>();
var durations = new ConcurrentQueue<(string Name, TimeSpan Duration)>();
var started = Stopwatch.GetTimestamp();
try
{
    return args.FirstOrDefault() switch
    {
        "up" => Up(),
        "test" => Test(),
        "bench" when words.FirstOrDefault() == "day" => Day(),
        "shots" => Shots(),
        "bench" => Bench(),
        "crash" => Bench("crash"),
        "fuzz" => Bench("fuzz"),
        "simulate" => Simulate(),
        "verify" => Store(Option("--anchor") is { } anchor ? ["verify", "--anchor", anchor] : ["verify"]),
        "upgrade" => Store("upgrade"),
        "export" or "import" or "backup" or "restore" => Store(args[0], OwnFile()),
        "sbom" => Sbom(OwnFile(), Option("--of")),
        "doctor" => Doctor(),
        "help" or null => Help(),
        var other => throw new Refusal($"没有“{other}”这个命令", $"There is no command '{other}'", "dotnet ipm.cs help"),
    };
}
catch (Refusal refusal)
{
    Console.Error.WriteLine($"\n{refusal.Chinese}\n{refusal.Message}\n  {refusal.Hint}");
    return 1;
}

// ── Commands ──────────────────────────────────────────────────────────────────────────────────────────────────────────

int Up()
{
    var demo = words.Remove("--demo");
    var data = Path.GetFullPath(Option("--data") ?? Path.Combine(root, "data", demo ? "demo" : ""));
    if (!ushort.TryParse(Option("--port") ?? "5080", out var port) || port == 0)
        throw new Refusal("端口应为 1 到 65535", "A port is 1 to 65535", "dotnet ipm.cs up --port 5080");
    NothingLeft();
    RequireNode();
    if (!PortIsFree(port))
        throw new Refusal($"端口 {port} 已被占用，也许 IpMonitor 已在运行", $"Port {port} is taken, perhaps by an IpMonitor "
            + $"that is already running at http://127.0.0.1:{port}", $"dotnet ipm.cs up --port {port + 1}");
    if (!Build("dashboard/IpMonitor.Dashboard.csproj"))
        return 1;

    var address = $"http://127.0.0.1:{port}";
    var dashboard = Output("IpMonitor.Dashboard");
    string[] options = ["--urls", address, "--data", data];
    using var site = Start(Path.GetDirectoryName(dashboard)!, "dotnet", [dashboard, .. options, .. demo ? ["--demo"] : Nothing()]);
    var signals = new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }
        .Select(signal => PosixSignalRegistration.Create(signal, context => Stop(site, context))).ToList();
    site.WaitForExit();
    signals.ForEach(signal => signal.Dispose());
    return site.ExitCode;
}

int Test()
{
    var filter = Option("--filter");
    NothingLeft();
    RequireNode();
    GetWhatTestsNeed();
    if (!Check("packages", RestorePackages))
        return Close();

    // Tests the client while the rest is built; then runs timing-sensitive tests at normal priority, and processor-bound
    // ones beside them at low priority.
    string[] named = filter is null ? Nothing() : ["--filter-method", $"*{filter}*"];
    var build = Task.Run(() => Check("build", () => Build("IpMonitor.sln")));
    var background = Task.Run(() =>
    {
        Tests("client", filter is not null, report => Npm(["test", "--silent", "--", "--reporter=default", "--reporter=json",
            $"--outputFile={report}", .. filter is null ? Nothing() : ["--passWithNoTests", "-t", filter]]));
        // Includes formatting, styles and the type check (package.json).
        if (filter is null)
            Check("client lint", () => Npm("run", "lint", "--silent") == 0);
        if (!build.Result)
            return;
        Tests("random", filter is not null, report => RunTests(
            "IpMonitor.Tests", report, [.. named, "--filter-trait", "Category=Random"], ProcessPriorityClass.BelowNormal));
    });
    if (build.Result)
    {
        Tests("IpMonitor.Tests", filter is not null, report => RunTests(
            "IpMonitor.Tests", report, [.. named, "--filter-not-trait", "Category=Random"]));
        if (BrowserIsHere())
            Tests("IpMonitor.BrowserTests", filter is not null, report => RunTests("IpMonitor.BrowserTests", report, named));
        else
            scores.Enqueue(new("IpMonitor.BrowserTests", 0, ci ? 1 : 0, ci ? 0 : 1, "no Chromium or no Chinese font here: dotnet ipm.cs doctor"));
    }
    background.Wait();
    return Close();
}

int Bench(params string[] word)
{
    if (!Directory.Exists(Path.Combine(root, "tests", "IpMonitor.Bench")))
        throw new Refusal("还没有性能测试", "There is no tests/IpMonitor.Bench yet", "dotnet ipm.cs test");
    return Build("tests/IpMonitor.Bench/IpMonitor.Bench.csproj")
        ? Run("dotnet", [Output("IpMonitor.Bench"), .. word, .. words]) : 1;
}

// A day in a real browser.
int Day()
{
    words.RemoveAt(0);
    Environment.SetEnvironmentVariable("IPM_DAY_MINUTES", Option("--minutes"));
    return InBrowser("*DayTests");
}

// Pictures of every page and scene, to be looked at.
int Shots()
{
    Environment.SetEnvironmentVariable("IPM_SHOTS", Path.GetFullPath(Option("--out") ?? Path.Combine(root, "artifacts", "shots")));
    Environment.SetEnvironmentVariable("IPM_SHOTS_ONLY", Option("--only"));
    return InBrowser("*ShotsTests");
}

int InBrowser(string tests)
{
    NothingLeft();
    RequireNode();
    GetWhatTestsNeed();
    return Build("tests/IpMonitor.BrowserTests/IpMonitor.BrowserTests.csproj")
        ? Run("dotnet", Output("IpMonitor.BrowserTests"), "--filter-class", tests, "--explicit", "only", "--no-progress", "--show-live-output", "on") : 1;
}

int Simulate() => Build("tests/IpMonitor.Simulation/IpMonitor.Simulation.csproj")
    ? Run("dotnet", [Output("IpMonitor.Simulation"), .. words]) : 1;

// What looks after a store is a word of the silo's own program.
int Store(params string[] what)
{
    var data = Path.GetFullPath(Option("--data") ?? Path.Combine(root, "data"));
    string[] replace = what[0] == "restore" && words.Remove("--replace") ? ["--replace"] : [];
    NothingLeft();
    return Build("silo/IpMonitor.Silo.csproj") ? Run("dotnet", [Output("IpMonitor.Silo"), .. what, .. replace, "--data", data]) : 1;
}

string OwnFile()
{
    if (words.FirstOrDefault() is not { } file || file.StartsWith("--", StringComparison.Ordinal))
        throw new Refusal($"{args[0]} 后面缺少文件名", $"{args[0]} needs a file name", $"dotnet ipm.cs {args[0]} FILE");
    words.RemoveAt(0);
    return Path.GetFullPath(file);
}

int Doctor()
{
    NothingLeft();
    var found = Needs().AsParallel().AsOrdered().Select(need => (need, value: need.Find())).ToList();
    Console.WriteLine();
    foreach (var (need, value) in found)
        Console.WriteLine(value is not null ? $"  ok       {need.Name,-11} {value}"
            : $"  {(need.Must ? "MISSING" : "missing")}  {need.Name,-11} {need.For}\n{"",23}-> {need.Get}");
    return found.Exists(f => f.need.Must && f.value is null) ? 1 : 0;
}

int Help()
{
    Console.WriteLine("""
        IpMonitor 知识产权工作实时监测 · watches intellectual-property work as it happens

          dotnet ipm.cs up --demo              演示：样例与模拟数据 · sample and simulated data, http://127.0.0.1:5080
          dotnet ipm.cs up                     从空库开始 · start with an empty store, kept in data/
          dotnet ipm.cs up --port 8080 --data /srv/ipm
          dotnet ipm.cs test                   全部测试 · every test: pages, C#, a real browser
          dotnet ipm.cs test --filter Ranking  名称含 Ranking 的测试 · only tests whose name contains it
          dotnet ipm.cs bench                  性能 · how fast it is
          dotnet ipm.cs shots                  每一页、每一个画面的截图 · pictures of every page and scene; --out DIR --only NAME
          dotnet ipm.cs crash                  反复强制终止，核对不丢不重 · kill it 200 times: nothing lost, nothing twice
          dotnet ipm.cs crash --kills 20 --database postgres --seed 7
          dotnet ipm.cs fuzz                   100 万份乱改的上报 · a million mutated bodies; --bodies N --seed N; 乱改的文件 · mutated files: --uploads N
          dotnet ipm.cs simulate --seeds 100000
                                               按种子模拟各种故障 · whole runs by seed, with every fault; --seed K replays one
          dotnet ipm.cs verify --data DIR      由流水重算全部汇总 · recompute every sum from the journal
          dotnet ipm.cs verify --anchor N:HASH 并核对操作日志的锚 · and hold the audit trail against an anchor out of the log
          dotnet ipm.cs upgrade                升级库的结构（所有者账号）· bring the tables up to date, as their owner
          dotnet ipm.cs backup FILE            运行中备份；restore FILE 恢复 · a checked copy while it runs; restore puts it back
          dotnet ipm.cs export FILE            导出为 NDJSON；import FILE 导入空库 · the whole store as lines, and into an empty one
          dotnet ipm.cs sbom FILE              软件物料清单 · what it is made of, as CycloneDX JSON; --of DIR: a published program
          dotnet ipm.cs doctor                 本机缺什么、怎么装 · what is missing here, and how to get it
        """);
    return 0;
}

string? Option(string name)
{
    var at = words.IndexOf(name);
    if (at < 0)
        return null;
    if (at + 1 == words.Count)
        throw new Refusal($"{name} 后面缺少值", $"{name} needs a value", "dotnet ipm.cs help");
    var value = words[at + 1];
    words.RemoveRange(at, 2);
    return value;
}

void NothingLeft()
{
    if (words.Count > 0)
        throw new Refusal($"不认识“{words[0]}”", $"'{words[0]}' means nothing here", "dotnet ipm.cs help");
}

// ── Materials ─────────────────────────────────────────────────────────────────────────────────────────────────────────

// NuGet's part as the program itself lists what it loads, npm's as the lock has what is built into the pages (CycloneDX 1.6).
int Sbom(string file, string? program)
{
    NothingLeft();
    if (program is null)
    {
        if (!Build("dashboard/IpMonitor.Dashboard.csproj"))
            return 1;
        program = Path.GetDirectoryName(Output("IpMonitor.Dashboard"))!;
    }
    var loaded = Members(Path.Combine(program, "IpMonitor.Dashboard.deps.json"), "libraries");
    var locked = Members(Path.Combine(root, "dashboard", "client", "package-lock.json"), "packages");
    var own = loaded.Select(library => library.Name.Split('/')).First(library => library[0] == "IpMonitor.Dashboard");
    var components = loaded.Where(library => (string?)library.Value["type"] == "package")
        .Select(library => (Name: library.Name.Split('/'), library.Value))
        .Select(library => Component("nuget", library.Name[0], library.Name[1], (string)library.Value["sha512"]!, null))
        .Concat(locked.Where(package => package.Name.Length > 0 && package.Value["dev"] is null && package.Value["optional"] is null && package.Value["devOptional"] is null)
            .Select(package => Component("npm", package.Name[(package.Name.LastIndexOf("node_modules/", StringComparison.Ordinal) + 13)..],
                (string)package.Value["version"]!, (string)package.Value["integrity"]!, (string?)package.Value["license"])))
        .DistinctBy(component => (string)component["bom-ref"]!).OrderBy(component => (string)component["bom-ref"]!, StringComparer.Ordinal).ToArray<JsonNode>();
    var bill = new JsonObject
    {
        ["bomFormat"] = "CycloneDX",
        ["specVersion"] = "1.6",
        ["version"] = 1,
        ["metadata"] = new JsonObject
        {
            ["timestamp"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
            ["component"] = new JsonObject { ["type"] = "application", ["bom-ref"] = "ipmonitor", ["name"] = "IpMonitor", ["version"] = own[1] },
        },
        ["components"] = new JsonArray(components),
    };
    File.WriteAllText(file, $"{bill.ToJsonString(new() { WriteIndented = true })}\n");
    Console.WriteLine($"物料 materials: {components.Length}, {file}");
    return 0;
}

IReadOnlyList<(string Name, JsonNode Value)> Members(string file, string name) => File.Exists(file)
    ? [.. JsonNode.Parse(File.ReadAllText(file))![name]!.AsObject().Select(member => (member.Key, member.Value!))]
    : throw new Refusal($"没有 {file}", $"There is no {file}", "dotnet ipm.cs sbom FILE --of DIR: the folder that dotnet publish wrote");

JsonObject Component(string kind, string name, string version, string sha512, string? licence)
{
    var address = $"pkg:{kind}/{name.Replace("@", "%40")}@{version}";
    var component = new JsonObject
    {
        ["type"] = "library",
        ["bom-ref"] = address,
        ["name"] = name,
        ["version"] = version,
        ["purl"] = address,
        ["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = Convert.ToHexStringLower(Convert.FromBase64String(sha512["sha512-".Length..])) }),
    };
    if (licence is not null)
        component["licenses"] = new JsonArray(new JsonObject { ["expression"] = licence });
    return component;
}

// ── This machine ──────────────────────────────────────────────────────────────────────────────────────────────────────

Need[] Needs() =>
[
    new(".NET SDK", "builds and runs everything", () => Ask("dotnet", "--version"), Get(
        "winget install Microsoft.DotNet.SDK.10", "brew install dotnet", "https://dot.net/download"), Must: true),
    new("Node.js", "20.19 or newer builds the pages", Node, Get(
        "winget install OpenJS.NodeJS.LTS", "brew install node", "https://nodejs.org/en/download"), Must: true),
    new("npm", "comes with Node.js", () => windows ? Ask("cmd", "/c", "npm", "--version") : Ask("npm", "--version"), Get(
        "winget install OpenJS.NodeJS.LTS", "brew install node", "apt install npm"), Must: true),
    new("git", "follows the source", () => Ask("git", "--version"), Get(
        "winget install Git.Git", "brew install git", "apt install git")),
    new("Chromium", "browser tests", Chromium, Get(
        "winget install Google.Chrome", "brew install --cask google-chrome", "apt install chromium-headless-shell")),
    new("fonts", "Chinese characters in browser tests", ChineseFont, Get(
        "part of Windows", "part of macOS", "apt install fontconfig fonts-noto-cjk")),
    new("strace", "tests of what reaches the disk", () => OnPath("strace"), Get(
        "only on Linux; those tests are skipped", "only on Linux; those tests are skipped", "apt install strace")),
    new("PostgreSQL", "15 or newer: tests of the journal of a cluster (IPM_DATABASE)", Postgres, Get(
        "not on Windows; those tests are skipped", "brew install postgresql@17", "apt install postgresql")),
    new("tzdata", "the Asia/Shanghai time zone", () => TimeZoneInfo.TryFindSystemTimeZoneById(
        windows ? "China Standard Time" : "Asia/Shanghai", out var zone) ? zone.Id : null, Get(
        "part of Windows", "part of macOS", "apt install tzdata"), Must: true),
    new("npm audit", "known faults in what the pages are made of; it has some, or the registry cannot be asked", Audited,
        "npm audit --omit dev, in dashboard/client"),
    new("port 5080", "is taken; `up` has another", () => PortIsFree(5080) ? "free" : null, "dotnet ipm.cs up --port 5081"),
];

// Quiet means: asked, and none of any severity (SECURITY.md). What only builds the pages does not ship.
string? Audited() => Ask(windows ? "cmd" : "npm", [.. windows ? ["/c", "npm"] : Nothing(), "audit", "--omit", "dev", "--prefix", Path.Combine(root, "dashboard", "client")]);

string Get(string onWindows, string onMac, string onDebian) =>
    windows ? onWindows : OperatingSystem.IsMacOS() ? onMac : onDebian;

string? Node() => Ask("node", "--version") is { } said && Version.TryParse(said.TrimStart('v'), out var version)
    && version >= new Version(20, 19) ? said : null;

void RequireNode()
{
    if (Node() is null)
        throw new Refusal("网页由 Node.js 20.19 或更新版本构建，本机没有", "The pages are built with Node.js 20.19 or newer; this machine has "
            + (Ask("node", "--version") ?? "none"), "https://nodejs.org, or see: dotnet ipm.cs doctor");
}

bool PortIsFree(int port) =>
    IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().All(listener => listener.Port != port);

string? Chromium() => Environment.GetEnvironmentVariable("IPM_CHROMIUM") is { Length: > 0 } chosen ? chosen
    : OnPath("chromium-headless-shell") ?? OnPath("chromium") ?? OnPath("chromium-browser") ?? OnPath("google-chrome") ?? OnPath("microsoft-edge")
    ?? Get(@"%ProgramFiles%\Google\Chrome\Application\chrome.exe|%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome|/Applications/Chromium.app/Contents/MacOS/Chromium", "")
        .Split('|').Select(Environment.ExpandEnvironmentVariables).FirstOrDefault(File.Exists);

string? ChineseFont() => OperatingSystem.IsLinux() ? Ask("fc-list", ":lang=zh", "family") : "the system's own";

// The programs of a server, which Debian keeps off the path; the tests run one of their own (tests/…/PostgresServer.cs).
string? Postgres() => windows ? null : new[] { Path.GetDirectoryName(OnPath("pg_ctl")) }
    .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")) : [])
    .OfType<string>().Select(folder => Ask(Path.Combine(folder, "pg_ctl"), "--version"))
    .FirstOrDefault(said => int.TryParse(Regex.Match(said ?? "", @"\d+").Value, out var version) && version >= 15);

bool BrowserIsHere() => Chromium() is not null && ChineseFont() is not null;

// Debian as root (a build container) gets what the tests need, in one go; anybody else is told. Those of the browser find it
// in IPM_CHROMIUM.
void GetWhatTestsNeed()
{
    string[] lacking =
    [
        .. BrowserIsHere() ? Nothing() : ["chromium-headless-shell", "fontconfig", "fonts-noto-cjk"],
        .. Postgres() is not null ? Nothing() : ["postgresql"],
        .. OnPath("strace") is not null ? Nothing() : ["strace"],
    ];
    if (lacking.Length > 0 && Environment.IsPrivilegedProcess && File.Exists("/etc/os-release")
        && File.ReadAllText("/etc/os-release").Contains("\nID=debian", StringComparison.Ordinal))
    {
        var names = string.Join(' ', lacking);
        Console.WriteLine($"Installing {names} for the tests (apt) …");
        Run("sh", "-c", "export DEBIAN_FRONTEND=noninteractive; apt-get update -qq && apt-get install -y -qq "
            + $"--no-install-recommends {names} >/dev/null");
    }
    Environment.SetEnvironmentVariable("IPM_CHROMIUM", Chromium());
}

// ── Scores ────────────────────────────────────────────────────────────────────────────────────────────────────────────

// A check without tests of its own (a build, lint) counts as one failure, or not at all.
bool Check(string name, Func<bool> check)
{
    Console.WriteLine($"\n── {name}");
    var clock = Stopwatch.StartNew();
    var good = check();
    scores.Enqueue(new(name, 0, good ? 0 : 1, 0, $"{(good ? "ok" : "FAILED")}, {clock.Elapsed.TotalSeconds:0.0} s"));
    return good;
}

// Runs a test program. Prints failed and skipped tests as they end, and every fifteen seconds how many have ended.
int RunTests(string project, string report, string[] filter, ProcessPriorityClass priority = ProcessPriorityClass.Normal)
{
    var program = Output(project);
    var found = Regex.Match(Capture("dotnet", [program, "--list-tests", .. filter]).Said, @"found (\d+) test");
    var (total, ended, isQuiet) = (found.Success ? found.Groups[1].Value : "?", 0, false);
    var clock = Stopwatch.StartNew();
    using var progress = new Timer(_ => Console.WriteLine($"   {Path.GetFileNameWithoutExtension(report)}: {ended} of about {total}, {clock.Elapsed:m\\:ss}"), null,
        TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(15));
    string[] arguments =
    [
        program, "--ansi", "off", "--progress", "off", "--show-test-results", "all", "--timeout", "15m",
        "--exit-on-process-exit", $"{Environment.ProcessId}", "--results-directory", Path.GetDirectoryName(report)!,
        "--report-xunit-ctrf", "--report-xunit-ctrf-filename", Path.GetFileName(report), .. filter,
    ];
    var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = root, RedirectStandardOutput = true };
    // Hundreds of hosts leave a heap whose many small collections would take a third of the time.
    start.Environment["DOTNET_GCgen0size"] = "0x8000000";
    using var process = Process.Start(start)!;
    if (priority != ProcessPriorityClass.Normal)
        process.PriorityClass = priority;
    while (process.StandardOutput.ReadLine() is { } line)
    {
        if (Regex.IsMatch(line, "^(passed|failed|skipped) "))
            ended++;
        // The lines of a passed test are its own and those indented below it.
        if (line.Length > 0 && line[0] != ' ')
            isQuiet = line.StartsWith("passed ", StringComparison.Ordinal);
        if (!isQuiet)
            Console.WriteLine(line);
    }
    process.WaitForExit();
    return process.ExitCode;
}

// Reads counts and durations from the report that the run wrote (vitest's JSON, or CTRF). A run that fails without a failed
// test (a crash, a time-out) counts as one failure. Tests that a filter leaves out are not counted as skipped.
void Tests(string name, bool filtered, Func<string, int> run)
{
    Console.WriteLine($"\n── {name}");
    var report = Path.Combine(Directory.CreateDirectory(Path.Combine(root, "artifacts", "tests")).FullName, $"{name}.json");
    File.Delete(report);
    var clock = Stopwatch.StartNew();
    var code = run(report);
    int passed = 0, failed = 0, skipped = 0;
    if (File.Exists(report))
    {
        var json = JsonNode.Parse(File.ReadAllText(report))!;
        var ctrf = json["results"];
        int Count(string vitestName, string ctrfName) => (int)(ctrf?["summary"]![ctrfName] ?? json[vitestName])!;
        (passed, failed) = (Count("numPassedTests", "passed"), Count("numFailedTests", "failed"));
        skipped = filtered && ctrf is null ? 0 : Count("numPendingTests", "skipped");
        var each = ctrf?["tests"]!.AsArray().Select(test => (Name: (string)test!["name"]!, Duration: test["duration"]))
            ?? json["testResults"]!.AsArray().SelectMany(file => file!["assertionResults"]!.AsArray())
                .Select(test => (Name: (string)test!["fullName"]!, Duration: test["duration"]));
        foreach (var (test, duration) in each)
            durations.Enqueue((test, TimeSpan.FromMilliseconds((double?)duration ?? 0)));
    }
    const int NoTestRan = 8;
    var broken = failed == 0 && code != 0 && !(filtered && code == NoTestRan);
    scores.Enqueue(new(name, passed, broken ? 1 : failed, skipped, (broken ? $"FAILED: exit code {code}, " : "")
        + $"{passed} passed, {failed} failed, {skipped} skipped, {clock.Elapsed.TotalSeconds:0.0} s"));
}

// The last line stands alone: machines read it.
int Close()
{
    Console.WriteLine("\n── slowest tests");
    foreach (var (name, duration) in durations.OrderByDescending(test => test.Duration).Take(20))
        Console.WriteLine($"  {duration.TotalSeconds,6:0.0} s  {name}");
    Console.WriteLine();
    foreach (var score in scores)
        Console.WriteLine($"  {score.Name,-30} {score.Note}");
    Console.WriteLine($"  {"in all",-30} {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
    var (passed, failed, skipped) = (scores.Sum(s => s.Passed), scores.Sum(s => s.Failed), scores.Sum(s => s.Skipped));
    Console.WriteLine($"{(passed + failed == 0 ? "\n  no test ran" : "")}\n"
        + $"{passed} passed, {failed} failed{(skipped > 0 ? $", {skipped} skipped" : "")}");
    return passed > 0 && failed == 0 ? 0 : 1;
}

// ── Processes ─────────────────────────────────────────────────────────────────────────────────────────────────────────

// The dashboard's build brings the pages along (dashboard/client/Client.targets).
bool Build(string project)
{
    Console.WriteLine($"构建 building {project} …");
    return MsBuild(project, "-restore");
}

// Fetches the packages of NuGet and npm side by side.
bool RestorePackages()
{
    var client = Task.Run(() => MsBuild("dashboard/IpMonitor.Dashboard.csproj", "-t:RestoreClient"));
    return MsBuild("IpMonitor.sln", "-t:Restore") & client.Result;
}

// What `dotnet build` does, without its summary: silence, or the errors. The compiler server that compiled this file compiles
// the projects too.
bool MsBuild(string project, string what) => Run("dotnet", "msbuild", what, project, "-p:Configuration=Release",
    "-p:UseSharedCompilation=true", "-nologo", "-m", "-v:q", "-clp:NoSummary") == 0;

string Output(string project) => Path.Combine(root, "artifacts", "bin", project, "release", $"{project}.dll");

string[] Nothing() => [];

Process Start(string folder, string file, string[] arguments) =>
    Process.Start(new ProcessStartInfo(file, arguments) { WorkingDirectory = folder })!;

int RunIn(string folder, string file, string[] arguments)
{
    using var process = Start(folder, file, arguments);
    process.WaitForExit();
    return process.ExitCode;
}

int Run(string file, params string[] arguments) => RunIn(root, file, arguments);

// npm is a batch file on Windows, which only cmd starts.
int Npm(params string[] arguments) => RunIn(Path.Combine(root, "dashboard", "client"),
    windows ? "cmd" : "npm", windows ? ["/c", "npm", .. arguments] : arguments);

string? OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
    .Select(folder => Path.Combine(folder, windows ? $"{name}.exe" : name)).FirstOrDefault(File.Exists);

// The first line that a program says; null where it is missing or fails.
string? Ask(string file, params string[] arguments)
{
    if (OnPath(file) is not { } found)
        return null;
    var (code, said) = Capture(found, arguments);
    var line = said.Split('\n')[0].Trim();
    return code == 0 && line.Length > 0 ? line : null;
}

(int Code, string Said) Capture(string file, string[] arguments)
{
    using var process = Process.Start(new ProcessStartInfo(file, arguments) { WorkingDirectory = root, RedirectStandardOutput = true })!;
    var said = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return (process.ExitCode, said);
}

// A terminal's Ctrl+C reaches the site too; a signal to this process alone is passed on. Either way we wait for its end.
void Stop(Process site, PosixSignalContext signal)
{
    signal.Cancel = true;
    if (!windows && !site.HasExited)
        Ask("kill", "-TERM", $"{site.Id}");
}

internal sealed class Refusal(string chinese, string english, string hint) : Exception(english)
{
    public string Chinese => chinese;
    public string Hint => hint;
}

internal sealed record Need(string Name, string For, Func<string?> Find, string Get, bool Must = false);

internal sealed record Score(string Name, int Passed, int Failed, int Skipped, string Note);
