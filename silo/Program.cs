using Dapper;
using IpMonitor.Silo;
using IpMonitor.Silo.Backups;
using IpMonitor.Silo.Configuration;
using IpMonitor.Silo.Sql;
using Microsoft.Extensions.Configuration;

// Maintenance commands for a store in a folder, or in the PostgreSQL database of IPM_DATABASE. The server hosts the
// silo in the dashboard instead. Maintenance statements have no time-out.
SqlMapper.Settings.CommandTimeout = 0;
using var settings = new ConfigurationManager();
settings.AddEnvironmentVariables();
try
{
    settings.AddSecretFiles();
}
catch (StartupException refusal)
{
    Console.Error.WriteLine(refusal.Message);
    return 2;
}
var (database, tls) = (settings["IPM_DATABASE"], settings["IPM_DATABASE_TLS"]);
Func<PostgresDatabase>? openPostgres = database is { Length: > 0 }
    ? () => new PostgresDatabase(database, anyTls: tls == "any")
    : null;
return StoreCommands.Run(
    args, openPostgres, TimeProvider.System, Console.Out, Console.Error, isTerminal: !Console.IsOutputRedirected);
