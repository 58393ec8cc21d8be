using System.Text;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Records;

namespace IpMonitor.Dashboard.Import;

/// <summary>Rows that were found right, on disk until all of them are, a line each.</summary>
internal sealed class Spool : IAsyncDisposable
{
    private readonly FileStream _file = ImportFile.CreateTemporary();

    public int Count { get; private set; }

    public async Task Write(IEnumerable<EventInput> drafts)
    {
        var lines = new StringBuilder();
        foreach (var draft in drafts)
        {
            lines.Append(RecordJson.Serialize(draft)).Append('\n');
            Count++;
        }
        await _file.WriteAsync(Encoding.UTF8.GetBytes(lines.ToString()));
    }

    public async IAsyncEnumerable<EventInput> Read()
    {
        _file.Position = 0;
        using var lines = new StreamReader(_file, leaveOpen: true);
        while (await lines.ReadLineAsync() is { } line) yield return RecordJson.Deserialize<EventInput>(line);
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
