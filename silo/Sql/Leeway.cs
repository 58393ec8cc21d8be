namespace IpMonitor.Silo.Sql;

/// <summary>How far the table of buckets may fall behind.</summary>
/// <param name="Buckets">From how many changed buckets on a commit leaves them for later: fewer are written at once, so that readers find all in the table.</param>
/// <param name="Commits">How many commits may gather.</param>
/// <param name="Changes">How many changes of buckets may gather before no more commits do.</param>
internal sealed record Leeway(int Buckets = 256, int Commits = 32, int Changes = 100_000);
