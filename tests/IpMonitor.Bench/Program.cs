using IpMonitor.Bench;

// dotnet ipm.cs bench ingest [--rounds 5] [--events 100000]
//                     singles [--rounds 5] [--events 4000]
//                     fold [--rounds 5] [--events 10000000]
//                     history [--rounds 11] [--events 1000000]
// dotnet ipm.cs crash [--kills 200] [--database sqlite|postgres] [--seed N]
var words = args.ToList();
var rounds = Number("--rounds", 5);
switch (words.FirstOrDefault())
{
    case "ingest":
        await IngestBench.Batches(rounds, Number("--events", 100_000));
        return 0;
    case "singles":
        await IngestBench.Singles(rounds, Number("--events", 4_000));
        return 0;
    case "fold":
        await LookingBackBench.Fold(rounds, 10_000, Number("--events", 10_000_000));
        return 0;
    case "history":
        await LookingBackBench.History(Number("--rounds", 11), Number("--events", 1_000_000));
        return 0;
    case "crash":
        return await CrashCommand.Run(Number("--kills", 200), Text("--database") ?? "sqlite", Number("--seed", Random.Shared.Next(1_000_000)));
    default:
        Console.WriteLine("""
            bench ingest [--rounds 5] [--events 100000]   批量上报 NDJSON, 1,000 a batch, four senders, beside a bare SQLite loop
            bench singles [--rounds 5] [--events 4000]    逐条上报 64 senders of single events, beside one commit an event
            bench fold [--rounds 5] [--events 10000000]   再计一条、再排一次 one more event and ranking, with 10,000 events and with many
            bench history [--rounds 11] [--events 1000000]  一年逐日回放 a year's ranking day by day
            """);
        return 2;
}

int Number(string name, int otherwise) =>
    Text(name) is { } number ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : otherwise;

string? Text(string name) => words.IndexOf(name) is >= 0 and var at ? words[at + 1] : null;
