namespace IpMonitor.IntegrationTests.OrleansContracts;

/// <summary>
/// The membership table of a cluster as a silo reads it that does not learn of its own death: its own row stays active.
/// </summary>
internal sealed class UnawareMembershipTable(IMembershipTable table, ILocalSiloDetails silo) : IMembershipTable
{
    public Task InitializeMembershipTable(bool tryInitTableVersion) =>
        table.InitializeMembershipTableAsync(tryInitTableVersion, CancellationToken.None);

    public Task DeleteMembershipTableEntries(string clusterId) =>
        table.DeleteMembershipTableEntriesAsync(clusterId, CancellationToken.None);

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) =>
        table.CleanupDefunctSiloEntriesAsync(beforeDate, CancellationToken.None);

    public async Task<MembershipTableData> ReadRow(SiloAddress key) =>
        Conceal(await table.ReadRowAsync(key, CancellationToken.None));

    public async Task<MembershipTableData> ReadAll() =>
        Conceal(await table.ReadAllAsync(CancellationToken.None));

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) =>
        table.InsertRowAsync(entry, tableVersion, CancellationToken.None);

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) =>
        table.UpdateRowAsync(entry, etag, tableVersion, CancellationToken.None);

    public Task UpdateIAmAlive(MembershipEntry entry) => table.UpdateIAmAliveAsync(entry, CancellationToken.None);

    // The rows are copies of the stored ones.
    private MembershipTableData Conceal(MembershipTableData rows)
    {
        if (rows.TryGet(silo.SiloAddress) is { Item1: { Status: SiloStatus.Dead } own }) own.Status = SiloStatus.Active;
        return rows;
    }
}
