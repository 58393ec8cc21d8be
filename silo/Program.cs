using Dapper;
using IpMonitor.Silo;
using IpMonitor.Silo.Backups;
using Microsoft.Extensions.Configuration;

// The silo runs inside the dashboard; alone, this program looks after the store: the one in a folder, or in the PostgreSQL that
// IPM_DATABASE names. It takes the time it needs.
SqlMapper.Settings.CommandTimeout = 0;
using var settings = new ConfigurationManager();
settings.AddEnvironmentVariables();
settings.AddSecretFiles();
return StoreCommands.Run(args, settings["IPM_DATABASE"], TimeProvider.System, Console.Out, Console.Error);
