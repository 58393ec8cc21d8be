using System.Collections.Immutable;
using IpMonitor.Grains.Audit;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Records;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Simulation;

/// <summary>The real stores of records and the audit log of one process, over storage that is slow or fails.</summary>
internal sealed class SimulatedRecords(SimulatedJournal journal, SimulatedStore store, BugInjector bug)
    : IRecordStore, IAuditStore
{
    private readonly SqlRecordStore _records = new(journal.Database);
    private readonly SqlAuditStore _audit = new(journal.Database);

    // Ids of keys and sessions are random and differ in every run, so their order must not decide anything.
    public async Task<ImmutableArray<StoredRecord>> GetAll(string kind) =>
        [.. (await journal.Read(() => _records.GetAll(kind))).OrderBy(record => store.RecordNumber(kind, record.Id))];

    public Task<StoredRecord?> Find(string kind, string id) => journal.Read(() => _records.Find(kind, id));

    public Task<bool> Put(string kind, StoredRecord record)
    {
        var name = $"{kind} {store.RecordNumber(kind, record.Id)} version {record.Version}";
        return Write(() => _records.Put(kind, record), name);
    }

    public Task Remove(string kind, string id) => bug.Remove(() => Write(async () =>
    {
        await _records.Remove(kind, id);
        return true;
    }, $"the removal of {kind} {store.RecordNumber(kind, id)}"));

    public Task<AuditRow?> GetLast() => journal.Read(_audit.GetLast);

    public Task<bool> Append(AuditRow row) => Write(() => _audit.Append(row), $"audit row {row.Number}");

    public Task<ImmutableArray<AuditRow>> GetPage(long before, int limit) =>
        journal.Read(() => _audit.GetPage(before, limit));

    private async Task<bool> Write(Func<Task<bool>> write, string name)
    {
        try
        {
            return await journal.Writer.Write(write, isWritten => isWritten ? name : $"{name}: conflict");
        }
        catch (IOException fault)
        {
            throw new JournalException(fault.Message);
        }
    }
}
