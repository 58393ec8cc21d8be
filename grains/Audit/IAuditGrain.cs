namespace IpMonitor.Grains.Audit;

/// <summary>The audit log. The key is the province's code.</summary>
[Alias("ipm.audit-grain")]
public interface IAuditGrain : IGrainWithStringKey
{
    /// <summary>Appends an entry; completes once it is on disk.</summary>
    [Alias("append")]
    Task Append(AuditEntry entry);

    /// <summary>Returns at most 1,000 rows and some 256,000 characters below a number (null: the newest).</summary>
    [Alias("page")]
    Task<AuditPage> GetPage(long? before, int limit);
}
