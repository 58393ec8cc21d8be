using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Audit;

/// <inheritdoc cref="IAuditGrain"/>
[GrainType("audit")]
public sealed class AuditGrain(IAuditStore store, TimeProvider time) : Grain, IAuditGrain
{
    private const int MaxPageSize = 1_000;
    private AuditRow? _last;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _last = await store.GetLast();
        await base.OnActivateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task Append(AuditEntry entry)
    {
        while (true)
        {
            // Truncated to milliseconds, the precision that the hash covers.
            var at = ChinaTime.FromUnixMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
            var row = AuditRow.CreateNext(_last, at, entry);
            var isAppended = await store.Append(row);
            _last = isAppended ? row : await store.GetLast();
            if (isAppended) return;
        }
    }

    /// <inheritdoc/>
    public async Task<AuditPage> GetPage(long? before, int limit)
    {
        var rows = await store.GetPage(before ?? long.MaxValue, Math.Clamp(limit, 1, MaxPageSize));
        return new(
            [.. rows.Select(WithKind)],
            rows is [.., { Number: > 1 } last] ? last.Number : null);
    }

    private static AuditRow WithKind(AuditRow row) => row.Entry.Kind is not null
        ? row
        : row with { Entry = row.Entry with { Kind = AuditEntry.GetKind(row.Entry.Role) } };
}
