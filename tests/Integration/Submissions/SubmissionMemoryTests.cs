using System.Globalization;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Submissions;
using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Submissions;

/// <summary>Memory of publishing a large submission; runs alone in the process.</summary>
[Collection(nameof(RandomStreams.RandomStreamTests))]
public sealed class SubmissionMemoryTests
{
    private const int Parts = 100;

    [Fact]
    public async Task Publishing_100_000_rows_works_in_parts_with_bounded_memory()
    {
        await using var host = await GrainHost.Start();
        var client = host.Grains.GetGrain<ISubmissionsGrain>("370000");
        string[] cities = [.. host.ReferenceData.Current.Places.Cities.Select(city => city.Code)];
        await client.Begin(
            new(
                "big",
                SubmissionKind.Import,
                "全年",
                "张三",
                [.. cities],
                ["pledge.count"],
                Parts * ISubmissionsGrain.MaxRowsPerPart,
                Parts));
        for (var part = 0; part < Parts; part++)
            Assert.Null(
                (await client.AddRows("big", part,
                    [
                        .. Enumerable.Range(
                            part * ISubmissionsGrain.MaxRowsPerPart, ISubmissionsGrain.MaxRowsPerPart).Select(i =>
                            new EventInput(
                                $"{i}",
                                "desk",
                                cities[i % cities.Length],
                                null,
                                "pledge.count",
                                "1",
                                null,
                                new DateOnly(2024, 1, 1)
                                    .AddDays(i % 366).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                                null, null, null, null, null, null, null))])).Error);
        await client.Submit("big", "张三");
        var (before, peak) = (GC.GetTotalMemory(forceFullCollection: true), 0L);
        await client.Publish("big", "李四");
        for (var published = false; !published; await Task.Delay(1000, TestContext.Current.CancellationToken))
        {
            published = (await client.Find("big"))!.State == SubmissionState.Published;
            peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
        }
        Assert.Equal(Parts * ISubmissionsGrain.MaxRowsPerPart, (await client.Find("big"))!.Accepted);
        Assert.InRange((peak - before) >> 20, 0, 40);
    }
}
