using System.Text.Json;
using System.Text.Json.Nodes;

namespace IpMonitor.Dashboard.Live;

/// <summary>Complete state of a topic.</summary>
/// <param name="Topic">Name of the topic.</param>
/// <param name="Epoch">Changes when the source restarts and numbers its flushes anew.</param>
/// <param name="Seq">Number of the flush within the epoch.</param>
/// <param name="Position">Journal position of the last event that is included.</param>
/// <param name="At">Time of the flush.</param>
/// <param name="Live">Whether the source of the topic responds.</param>
/// <param name="Data">State of the topic.</param>
internal sealed record SnapshotMessage(
    string Topic, string Epoch, long Seq, long Position, DateTimeOffset At, bool Live, JsonElement Data);

/// <summary>Changes since the previous flush, whose <c>seq</c> is one less.</summary>
/// <param name="Topic">Name of the topic.</param>
/// <param name="Epoch">Changes when the source restarts and numbers its flushes anew.</param>
/// <param name="Seq">Number of the flush within the epoch.</param>
/// <param name="Position">Journal position of the last event that is included.</param>
/// <param name="At">Time of the flush.</param>
/// <param name="Changes">See <see cref="TopicChanges"/>.</param>
internal sealed record UpdateMessage(
    string Topic, string Epoch, long Seq, long Position, DateTimeOffset At, JsonObject Changes);

/// <summary>The server stops. Clients connect again after a random time in a window.</summary>
/// <param name="From">Start of the window, in seconds.</param>
/// <param name="To">End of the window, in seconds.</param>
internal sealed record StoppingMessage(double From, double To);

/// <summary>The source of a topic stopped responding, or responds again.</summary>
internal sealed record SourceMessage(string Topic, bool Live, DateTimeOffset At);
