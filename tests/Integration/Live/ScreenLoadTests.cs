using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;
using IpMonitor.Testing.Live;


namespace IpMonitor.IntegrationTests.Live;

/// <summary>
/// A small run of the harness of <c>bench live</c>: each flush reaches every screen, once and in order.
/// </summary>
public sealed class ScreenLoadTests
{
    [Fact]
    public async Task Every_flush_reaches_every_screen_once_and_in_order()
    {
        await using var server = await DashboardHost.Start();
        string[] topics = ["ranking/pledge.count/2024", "city/370300/2024", "feed"];
        var screens = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(_ => ScreenClient.Open(server.Address, topics)));
        var received = screens.Select(_ => new List<ReceivedMessage>()).ToArray();
        for (var i = 0; i < 20; i++)
        {
            using var response = await server.Http.PostEvents(
                new
                {
                    id = $"{i}",
                    source = "load",
                    city = "370300",
                    metric = "pledge.count",
                    value = 1,
                    date = "2024-05-01",
                });
            var position = (await response.ReadJson()).GetProperty("position").GetInt64();
            await Eventually.BecomesTrue(() =>
            {
                for (var screen = 0; screen < screens.Length; screen++)
                    received[screen].AddRange(screens[screen].TakeMessages());
                return received.All(
                    messages => topics.Index().All(topic =>
                        messages.Exists(message => message.Topic == topic.Index && message.Position == position)));
            });
        }
        for (var topic = 0; topic < topics.Length; topic++)
        {
            var all = received.Select(messages => messages.Where(message => message.Topic == topic).ToList()).ToList();
            // On a busy machine, a screen that reads too slowly for a flush gets a snapshot instead.
            foreach (var (before, after) in all.SelectMany(messages => messages.Zip(messages.Skip(1))))
                Assert.True(
                    after.IsUpdate ? after.Seq == before.Seq + 1 : after.Seq >= before.Seq, $"{before} {after}");
            Assert.Single(all.Select(messages => messages[^1].Seq).Distinct());
            Assert.True(all[0][^1].Seq > 20);
        }
        foreach (var screen in screens) screen.Dispose();
    }
}
