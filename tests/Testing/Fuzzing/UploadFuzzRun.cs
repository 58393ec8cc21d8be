using System.Diagnostics;
using System.Text.Json;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.Testing.Fuzzing;

/// <summary>
/// Uploads mutated files to the real server, one at a time as the limit per account requires, and verifies that each
/// response is as documented, arrives within a time limit and leaves the server's memory bounded.
/// </summary>
internal sealed class UploadFuzzRun(int seed, int first, int files, Action<string> writeLine)
{
    private static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, int> _counts = [];

    /// <summary>The number of responses by status and by error code.</summary>
    public IReadOnlyDictionary<string, int> ResultCounts => _counts;

    /// <summary>Uploads the files; keeps the first one that is answered wrongly and throws.</summary>
    /// <exception cref="FuzzException">A response or the memory is wrong.</exception>
    public async Task Run()
    {
        writeLine($"seed {seed}");
        await using var server = await DashboardProcess.Start();
        var peaks = new List<long>();
        for (var third = 1; third <= 3; third++)
        {
            var peak = 0L;
            for (var index = StartOf(third); index < StartOf(third + 1); index++)
            {
                await Send(server, index);
                if (index % 100 == 0) peak = Math.Max(peak, server.WorkingSetMegabytes.Now);
            }
            peaks.Add(Math.Max(peak, server.WorkingSetMegabytes.Now));
            writeLine($"{StartOf(third + 1) - first:N0} files, {peaks[^1]} MB at most");
        }
        if (peaks[2] > peaks[0] + EventFuzzRun.MaxGrowthMegabytes)
            throw new FuzzException($"The server's memory grew from {peaks[0]} to {peaks[2]} MB.");
        using var ready = await server.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        if (!ready.IsSuccessStatusCode) throw new FuzzException("The server is not ready after the run.");
        var counts = _counts.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value}");
        writeLine(string.Join(", ", counts));
    }

    private int StartOf(int third) => first + (int)((long)files * (third - 1) / 3);

    private async Task Send(DashboardProcess server, int index)
    {
        var file = FuzzUpload.Create(seed, index);
        var (status, text, clock) = (0, "", Stopwatch.StartNew());
        try
        {
            var address = new Uri($"/api/v1/imports{file.Query}", UriKind.Relative);
            using var response = await server.Http.PostAsync(address, new ByteArrayContent(file.Content));
            status = (int)response.StatusCode;
            var type = response.Content.Headers.ContentType?.MediaType;
            var isJson = type?.EndsWith("json", StringComparison.Ordinal) == true;
            text = isJson ? await response.Content.ReadAsStringAsync() : "";
            Require(clock.Elapsed < MaxDuration, "the response took too long");
            Verify(status, text, file);
        }
        catch (Exception fault) when (fault is not FuzzException)
        {
            var path = Path.Combine(Path.GetTempPath(), $"ipm-fuzz-upload-{seed}-{index}");
            await File.WriteAllBytesAsync(path, file.Content);
            var (seconds, excerpt) = (clock.Elapsed.TotalSeconds, text[..Math.Min(text.Length, 600)]);
            throw new FuzzException($"""
                File {index} of seed {seed} ({file.Query}) was answered {status} after {seconds:0.0} s: {excerpt}
                {fault.GetType().Name}: {fault.Message}
                The file is {path}; to send it again: dotnet ipm.cs fuzz --uploads 1 --seed {seed} --first {index}
                """);
        }
    }

    private void Verify(int status, string text, FuzzUpload file)
    {
        Require(status is 200 or 400 or 409 or 413 or 422 or 503, "the status is not documented");
        Count($"{status}");
        if (text.Length == 0)
        {
            Require(status == 200, "the refusal is no JSON");
            return;
        }
        using var document = JsonDocument.Parse(text);
        var json = document.RootElement;
        if (status != 200)
        {
            Require(json.GetProperty("detail").GetString() is { Length: > 0 }, "the problem has no detail");
            Count(json.GetProperty("code").GetString()!);
            Require(!file.IsIntact, "an intact file was refused");
            return;
        }
        if (file.IsIntact)
        {
            var state = json.GetProperty("submission").GetProperty("state").GetString();
            Require(state == "draft", "an intact file became no draft");
        }
        foreach (var problem in json.GetProperty("problems").EnumerateArray())
        {
            Count(problem.GetProperty("code").GetString()!);
            Require(problem.GetProperty("cell").GetString() is { Length: > 1 }, "a problem names no cell");
            Require(problem.GetProperty("message").GetString() is { Length: > 1 }, "a problem has no message");
        }
    }

    private void Count(string name) => _counts[name] = _counts.GetValueOrDefault(name) + 1;

    private static void Require(bool condition, string message)
    {
        if (!condition) throw new InvalidOperationException(message);
    }
}
