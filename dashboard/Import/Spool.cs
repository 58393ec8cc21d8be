using System.Text;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Records;

namespace IpMonitor.Dashboard.Import;

/// <summary>A temporary file of valid rows, one JSON object per line, until the whole file is validated.</summary>
internal sealed class Spool : IAsyncDisposable
{
    private readonly FileStream _file = TemporaryFile.Create();

    public int Count { get; private set; }

    public async Task Write(IEnumerable<EventInput> inputs)
    {
        var lines = new StringBuilder();
        foreach (var input in inputs)
        {
            lines.Append(RecordJson.Serialize(input)).Append('\n');
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
