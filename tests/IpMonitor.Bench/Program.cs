using IpMonitor.Bench;

// dotnet ipm.cs bench ingest [--rounds 5] [--events 100000]
//                     singles [--rounds 5] [--events 4000]
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
    default:
        Console.WriteLine("""
            bench ingest [--rounds 5] [--events 100000]   批量上报 NDJSON, 1,000 a batch, four senders, beside a bare SQLite loop
            bench singles [--rounds 5] [--events 4000]    逐条上报 64 senders of single events, beside one commit an event
            """);
        return 2;
}

int Number(string name, int otherwise) =>
    words.IndexOf(name) is >= 0 and var at ? int.Parse(words[at + 1], System.Globalization.CultureInfo.InvariantCulture) : otherwise;
