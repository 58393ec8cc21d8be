using System.Text.Json;

namespace IpMonitor.IntegrationTests.Hosting;

/// <summary>A message sent by the hub: the name of the client method and its argument.</summary>
internal readonly record struct HubPush(string Name, JsonElement Message);
