using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Audit;

/// <summary>The audit trail. Its key is the province's code.</summary>
[Alias("ipm.audit-grain")]
public interface IAuditGrain : IGrainWithStringKey
{
    /// <summary>Adds an entry; answers when it is on disk.</summary>
    [Alias("append")]
    Task Write(AuditEntry entry);

    /// <summary>The rows below a number (null: the newest), at most 1,000.</summary>
    [Alias("page")]
    Task<AuditPage> Page(long? before, int limit);
}

/// <inheritdoc cref="IAuditGrain"/>
[GrainType("audit")]
public sealed class AuditGrain(IAuditStore store, TimeProvider time) : Grain, IAuditGrain
{
    private const int MostARead = 1_000;
    private AuditRow? _last;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _last = await store.Last();
        await base.OnActivateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task Write(AuditEntry entry)
    {
        while (true)
        {
            // Kept to the millisecond, which is what the hash is over.
            var row = AuditRow.After(_last, ChinaTime.FromUnixMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()), entry);
            var isIn = await store.Append(row);
            _last = isIn ? row : await store.Last();
            if (isIn) return;
        }
    }

    /// <inheritdoc/>
    public async Task<AuditPage> Page(long? before, int limit)
    {
        var rows = await store.Page(before ?? long.MaxValue, Math.Clamp(limit, 1, MostARead));
        return new(rows, rows is [.., { Number: > 1 } last] ? last.Number : null);
    }
}
