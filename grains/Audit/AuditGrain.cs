using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Audit;

/// <summary>The audit trail. Its key is the province's code.</summary>
[Alias("ipm.audit-grain")]
public interface IAuditGrain : IGrainWithStringKey
{
    /// <summary>Adds an entry; answers when it is on disk.</summary>
    [Alias("append")]
    Task Append(AuditEntry entry);

    /// <summary>The rows below a number (null: the newest), at most 1,000.</summary>
    [Alias("page")]
    Task<AuditPage> GetPage(long? before, int limit);
}

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
            // Kept to the millisecond, which is what the hash is over.
            var row = AuditRow.CreateNext(_last, ChinaTime.FromUnixMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()), entry);
            var isIn = await store.Append(row);
            _last = isIn ? row : await store.GetLast();
            if (isIn) return;
        }
    }

    /// <inheritdoc/>
    public async Task<AuditPage> GetPage(long? before, int limit)
    {
        var rows = await store.GetPage(before ?? long.MaxValue, Math.Clamp(limit, 1, MaxPageSize));
        return new(rows, rows is [.., { Number: > 1 } last] ? last.Number : null);
    }
}
