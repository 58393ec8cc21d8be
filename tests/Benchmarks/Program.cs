using IpMonitor.Benchmarks;
using IpMonitor.Testing.Fuzzing;
using IpMonitor.Testing.Hosting;

// dotnet ipm.cs bench ingest [--database sqlite|postgres] [--rounds 5] [--events 100000]
//                     singles [--database sqlite|postgres] [--rounds 5] [--events 4000]
//                     duplicates [--database sqlite|postgres] [--rounds 5] [--events 100000]
//                     restart [--rounds 5] [--events 10000000]
//                     fold [--rounds 5] [--events 10000000]
//                     copy [--events 1000000]
//                     live [push|stuck|restart|polling] [--rounds 5] [--seconds 10] [--screens N]
//                     charts [pictures|push] [--rounds 5] [--seconds 10] [--screens 1000] [--readers 20]
//                     history [--short] [--database sqlite|postgres] [--rounds 11] [--events 1000000]
// dotnet ipm.cs crash [--kills 200] [--database sqlite|postgres] [--seed N]
// dotnet ipm.cs fuzz [--bodies 1000000 | --uploads 20000] [--seed N] [--first 0]
var words = args.ToList();
var rounds = Number("--rounds", 5);
switch (words.FirstOrDefault())
{
    case "ingest":
        return await Ingest(bench => bench.MeasureBatches(Number("--events", 100_000)));
    case "singles":
        return await Ingest(bench => bench.MeasureSingleEvents(Number("--events", 4_000)));
    case "duplicates":
        return await Ingest(bench => bench.MeasureDuplicates(Number("--events", 100_000)));
    case "restart":
        await RestartBench.Run(rounds, 100_000, Number("--events", 10_000_000));
        return 0;
    case "fold":
        await HistoricalQueriesBench.MeasureProjection(rounds, 10_000, Number("--events", 10_000_000));
        return 0;
    case "history":
        return await MeasureHistory();
    case "crash":
        return await CrashCommand.Run(Number("--kills", 200), Text("--database") ?? "sqlite", Seed());
    case "fuzz":
        return await Fuzz();
    case "live":
        await MeasureLive();
        return 0;
    case "charts":
        var charts = new ChartBench(rounds, Number("--seconds", 10));
        if (!words.Contains("push")) await charts.MeasurePictures();
        if (!words.Contains("pictures")) await charts.MeasurePush(Number("--screens", 1_000), Number("--readers", 20));
        return 0;
    case "bare-hub":
        await BaselineHub.Serve(words[1]);
        return 0;
    case "polling-server":
        await PollingServer.Serve(words[1], words[2]);
        return 0;
    case "copy":
        BackupBench.Run(Number("--events", 1_000_000));
        return 0;
    default:
        Console.WriteLine("""
            bench ingest [--database sqlite|postgres] [--rounds 5] [--events 100000]
              批量上报 NDJSON, 1,000 per batch, four senders, compared with plain inserts
            bench singles [--database sqlite|postgres] [--rounds 5] [--events 4000]
              逐条上报 64 senders of single events, compared with one commit per event
            bench duplicates [--database sqlite|postgres] [--rounds 5] [--events 100000]
              重发 the cost of an event when half of them, and all of them are duplicates
            bench restart [--rounds 5] [--events 10000000]
              重启后多久排出第一张榜 the time to the first ranking after a kill, with 100,000 events and with many
            bench fold [--rounds 5] [--events 10000000]
              再计一条、再排一次 one more event and ranking, with 10,000 events and with many
            bench copy [--events 1000000]
              备份、导出、导入 backup, export, import; with IPM_DATABASE also into that empty database
            bench live [push|stuck|restart|polling] [--rounds 5] [--seconds 10] [--screens N]
              推送：千屏、五千屏 1,000 and 5,000 screens, compared with a plain hub and with polling
            bench charts [pictures|push] [--rounds 5] [--seconds 10] [--screens 1000] [--readers 20]
              图片 pictures per second, and pushes to screens while readers download pictures
            bench history [--short] [--database sqlite|postgres] [--rounds 11] [--events 1000000]
              一年逐日回放、回看 a year's ranking day by day; one day's look-back with many events of other days
            """);
        return 2;
}

async Task<int> MeasureHistory()
{
    var isShort = words.Contains("--short");
    var (times, events) = (Number("--rounds", 11), Number("--events", isShort ? 100_000 : 1_000_000));
    if (Text("--database") is not "postgres") await HistoricalQueriesBench.MeasureHistory(times, events);
    return await OnEachDatabase(new LookBackBench(times, events).Run);
}

// Runs on the chosen database, or on each that is available.
async Task<int> OnEachDatabase(Func<PostgresServer?, Task<bool>> run)
{
    var isGood = Text("--database") is "postgres" || await run(null);
    if (Text("--database") is "sqlite" || PostgresServer.MissingReason is not null) return isGood ? 0 : 1;
    await using var postgres = await PostgresServer.Start();
    return await run(postgres) && isGood ? 0 : 1;
}

Task<int> Ingest(Func<IngestBench, Task<bool>> run) => OnEachDatabase(postgres => run(new(postgres, rounds)));

async Task<int> Fuzz()
{
    var (seed, first) = (Seed(), Number("--first", 0));
    try
    {
        if (Text("--uploads") is not null)
            await new UploadFuzzRun(seed, first, Number("--uploads", 0), Console.WriteLine).Run();
        else
            await new EventFuzzRun(seed, first, Number("--bodies", 1_000_000), Console.WriteLine).Run();
        return 0;
    }
    catch (InvalidOperationException fault)
    {
        Console.Error.WriteLine(fault.Message);
        return 1;
    }
}

async Task MeasureLive()
{
    var seconds = Number("--seconds", 10);
    var live = new LiveBench(rounds, seconds);
    var part = words.ElementAtOrDefault(1) is { } word && !word.StartsWith('-') ? word : null;
    if (part is null or "push")
        foreach (var screens in Text("--screens") is null ? [1_000, 5_000] : new[] { Number("--screens", 0) })
            await live.MeasurePush(screens);
    if (part is null or "stuck") await live.MeasureStuckScreens(1_000, 10);
    if (part is null or "restart") await ReconnectBench.Run(rounds, 1_000);
    if (part is null or "polling") await PollingBench.Run(rounds, seconds, 1_000, 200);
}

int Seed() => Number("--seed", Random.Shared.Next(1_000_000));

int Number(string name, int defaultValue) =>
    Text(name) is { } number ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : defaultValue;

string? Text(string name) => words.IndexOf(name) is >= 0 and var index ? words[index + 1] : null;
