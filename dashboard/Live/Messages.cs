using System.Text.Json;
using System.Text.Json.Nodes;

namespace IpMonitor.Dashboard.Live;

/// <summary>The whole state of a topic; <c>live</c> is false while its source is lost.</summary>
internal sealed record SnapshotMessage(
    string Topic, string Epoch, long Seq, long Position, DateTimeOffset At, bool Live, JsonElement Data);

/// <summary>What changed since the update before, whose <c>seq</c> is one less; see <see cref="TopicChanges"/>.</summary>
internal sealed record UpdateMessage(
    string Topic, string Epoch, long Seq, long Position, DateTimeOffset At, JsonObject Changes);

/// <summary>The source of a topic is lost, or back.</summary>
internal sealed record SourceMessage(string Topic, bool Live, DateTimeOffset At);
