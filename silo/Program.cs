using IpMonitor.Silo.Sql;

// The silo runs inside the dashboard; alone, this program looks after the store.
switch (args)
{
    case ["verify", "--data", var folder]:
        return Verification.Run(folder, Console.Out);
    default:
        Console.Error.WriteLine("用法 Usage: IpMonitor.Silo verify --data DIR");
        return 2;
}
