using IpMonitor.Testing.Fuzzing;

namespace IpMonitor.IntegrationTests.Import;

/// <summary>Uploads mutated files; see <see cref="UploadFuzzRun"/>.</summary>
public sealed class UploadFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Mutated_files_get_documented_responses()
    {
        var run = new UploadFuzzRun(seed: 1, first: 0, files: 600, output.WriteLine);
        await run.Run();
        // The mutations reach most refusals of files and of cells.
        Assert.InRange(run.ResultCounts.Count, 25, 200);
    }
}
