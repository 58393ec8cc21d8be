using Dapper;
using IpMonitor.Silo.Backups;

// The silo runs inside the dashboard; alone, this program looks after the store: the one in a folder, or in the PostgreSQL that
// IPM_DATABASE names. It takes the time it needs.
SqlMapper.Settings.CommandTimeout = 0;
return StoreCommands.Run(args, Environment.GetEnvironmentVariable("IPM_DATABASE"), TimeProvider.System, Console.Out, Console.Error);
