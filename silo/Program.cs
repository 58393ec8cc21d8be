using Dapper;
using IpMonitor.Silo;
using IpMonitor.Silo.Backups;
using IpMonitor.Silo.Sql;
using Microsoft.Extensions.Configuration;

// The silo runs inside the dashboard; alone, this program looks after the store: the one in a folder, or in the PostgreSQL that
// IPM_DATABASE names. It takes the time it needs.
SqlMapper.Settings.CommandTimeout = 0;
using var settings = new ConfigurationManager();
settings.AddEnvironmentVariables();
settings.AddSecretFiles();
var (database, tls) = (settings["IPM_DATABASE"], settings["IPM_DATABASE_TLS"]);
return StoreCommands.Run(args, database is { Length: > 0 } ? () => new PostgresDatabase(database, anyTls: tls == "any") : null, TimeProvider.System, Console.Out, Console.Error);
