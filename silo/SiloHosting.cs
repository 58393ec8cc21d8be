using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.Audit;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Records;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Screens;
using IpMonitor.Grains.Submissions;
using IpMonitor.Grains.Telemetry;
using IpMonitor.Silo.Configuration;
using IpMonitor.Silo.Health;
using IpMonitor.Silo.Retention;
using IpMonitor.Silo.Sql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace IpMonitor.Silo;

/// <summary>Registers the services of the grains in a silo.</summary>
public static class SiloHosting
{
    /// <summary>Adds the store, the reference data, historical queries, options and background services.</summary>
    /// <param name="silo">Silo to configure.</param>
    /// <param name="dataFolder">Folder of the SQLite store; unused with PostgreSQL.</param>
    /// <param name="database">PostgreSQL connection string; null for SQLite.</param>
    /// <param name="anyTls">True to accept connections to PostgreSQL without a verified certificate.</param>
    public static ISiloBuilder AddIpMonitor(
        this ISiloBuilder silo, string dataFolder, string? database = null, bool anyTls = false)
    {
        silo.Services.AddReferenceData();
        silo.Services.AddMetrics();
        silo.Services.AddSingleton<ReportMetrics>();
        silo.Services.AddSingleton<FlushMetrics>();
        silo.Services.AddSingleton<JournalMetrics>();
        silo.Services.AddSingleton<SqlDatabase>(_ =>
            database is null ? new SqliteDatabase(dataFolder) : new PostgresDatabase(database, anyTls));
        silo.Services.AddSingleton<IJournal, SqlJournal>();
        silo.Services.AddSingleton<IScreenStore, SqlScreenStore>();
        silo.Services.AddSingleton<IRecordStore, SqlRecordStore>();
        silo.Services.AddSingleton<IAuditStore, SqlAuditStore>();
        silo.Services.AddOptionsSection<CorrectionOptions>("Corrections");
        silo.Services.AddOptionsSection<LiveOptions>("Live")
            .Validate(live => live.FlushInterval > TimeSpan.Zero, "Live:FlushInterval：须大于零。 It must be above zero.")
            .Validate(
                live => live.FlushIntervals.Values.All(interval => interval >= live.FlushInterval),
                "Live:FlushIntervals：不得小于 Live:FlushInterval。 Each must be at least Live:FlushInterval.")
            .Validate(
                live => live.HeartbeatInterval >= live.FlushInterval,
                "Live:HeartbeatInterval：不得小于 Live:FlushInterval。 It must be at least that.")
            .Validate(
                live => live.ObserverExpiry > live.HeartbeatInterval,
                "Live:ObserverExpiry：须大于 Live:HeartbeatInterval。 It must be above that.");
        silo.Services.AddSubmissions();
        silo.Services.AddOptionsSection<AccountOptions>("Accounts")
            .Validate(
                accounts => accounts.IsValid,
                "Accounts：MaxFailedAttempts 至少为 1，各时长须大于零。" +
                " MaxFailedAttempts must be 1 or more, and every span above zero.");
        silo.Services.AddOptionsSection<ClockOptions>("Clock")
            .Validate(clock => clock.MaxJump > TimeSpan.Zero, "Clock:MaxJump：须大于零。 It must be above zero.");
        silo.Services.AddSingleton<StoreMonitor>();
        silo.Services.AddHostedService(services => services.GetRequiredService<StoreMonitor>());
        silo.Services.AddHostedService<AuditAnchorService>();
        silo.Services.AddHostedService<RetentionService>();
        silo.Services.AddOptionsSection<RetentionOptions>("Retention")
            .Validate(
                retention => retention.LookBackDays is null or >= RetentionOptions.MinLookBackDays,
                $"Retention:LookBackDays 至少为 {RetentionOptions.MinLookBackDays}，或不设。" +
                $" It must be {RetentionOptions.MinLookBackDays} or more, or not set.");
        return silo;
    }

    private static void AddSubmissions(this IServiceCollection services)
    {
        services.AddHostedService<SubmissionResumeService>();
        services.AddOptionsSection<ReviewOptions>("Review")
            .Validate(
                review => review.HasValidHours,
                "Review:Hours 与 Review:Rules 中的 Hours 为 1 至 8760（一年）。 They must be 1 to 8760, a year.")
            .Validate(
                review => review.MaxOpenPerBureau > 0,
                "Review:MaxOpenPerBureau 应大于零。 It must be above zero.")
            .Validate(
                review => review.HasUniqueRules,
                "Review:Rules 中有两条针对同一指标与来源：请只留一条。 Two rules are for one metric and source.");
    }

    private static void AddReferenceData(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ReferenceDataStore>();
        services.AddHostedService<ReferenceRefreshService>();
        services.AddSingleton<PointInTimeQueries>();
    }
}
