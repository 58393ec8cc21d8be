using Dapper;
using IpMonitor.Silo.Sql;

// The silo runs inside the dashboard; alone, this program looks after the store: the one in a folder, or in the PostgreSQL that
// IPM_DATABASE names. It takes the time it needs.
SqlMapper.Settings.CommandTimeout = 0;
switch (args)
{
    case ["verify", "--data", var folder] when Store(folder) is { } store:
        return Verification.Run(store, Console.Out);
    case ["verify", "--data", var folder]:
        Console.Error.WriteLine($"{folder} 中没有数据 There is no store in {folder}");
        return 2;
    default:
        Console.Error.WriteLine("用法 Usage: IpMonitor.Silo verify --data DIR");
        return 2;
}

static SqlDatabase? Store(string folder) =>
    Environment.GetEnvironmentVariable("IPM_DATABASE") is { Length: > 0 } database ? new PostgresDatabase(database)
    : SqliteDatabase.IsIn(folder) ? new SqliteDatabase(folder)
    : null;
