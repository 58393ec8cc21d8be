using System.Diagnostics;
using System.Text.Json;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.Testing.Fuzzing;

/// <summary>Sends mutated files to the real server, one after another as one account may: each is answered as documented, soon, and in bounded memory.</summary>
internal sealed class UploadFuzzRun(int seed, int first, int files, Action<string> say)
{
    private static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, int> _seen = [];

    /// <summary>How often each status, and each code of a refusal or problem, was answered.</summary>
    public IReadOnlyDictionary<string, int> ResultCounts => _seen;

    /// <summary>Runs it; throws at the first answer that is wrong, and leaves the file.</summary>
    public async Task Run()
    {
        say($"seed {seed}");
        await using var server = await DashboardProcess.Start();
        var peaks = new List<long>();
        for (var part = 1; part <= 3; part++)
        {
            var peak = 0L;
            for (var index = first + (int)((long)files * (part - 1) / 3); index < first + (int)((long)files * part / 3); index++)
            {
                await Send(server, index);
                if (index % 100 == 0) peak = Math.Max(peak, server.WorkingSetMegabytes.Now);
            }
            peaks.Add(Math.Max(peak, server.WorkingSetMegabytes.Now));
            say($"{(long)files * part / 3:N0} files, {peaks[^1]} MB at most");
        }
        if (peaks[2] > peaks[0] + EventFuzzRun.MaxGrowthMegabytes) throw new FuzzException($"The server's memory grew from {peaks[0]} to {peaks[2]} MB.");
        using var ready = await server.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        if (!ready.IsSuccessStatusCode) throw new FuzzException("In the end the server is not ready.");
        say(string.Join(", ", _seen.OrderByDescending(seen => seen.Value).Select(seen => $"{seen.Key} {seen.Value}")));
    }

    private async Task Send(DashboardProcess server, int index)
    {
        var file = FuzzUpload.Create(seed, index);
        var (status, text, clock) = (0, "", Stopwatch.StartNew());
        try
        {
            using var answer = await server.Http.PostAsync(new Uri($"/api/v1/imports{file.Query}", UriKind.Relative), new ByteArrayContent(file.Content));
            status = (int)answer.StatusCode;
            var isJson = answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
            text = isJson ? await answer.Content.ReadAsStringAsync() : "";
            Check(status, text, file);
        }
        catch (Exception fault) when (fault is not FuzzException)
        {
            var kept = Path.Combine(Path.GetTempPath(), $"ipm-fuzz-upload-{seed}-{index}");
            await File.WriteAllBytesAsync(kept, file.Content);
            throw new FuzzException($"""
                File {index} of seed {seed} ({file.Query}) was answered {status} after {clock.Elapsed.TotalSeconds:0.0} s: {text[..Math.Min(text.Length, 600)]}
                {fault.GetType().Name}: {fault.Message}
                The file is {kept}; to send it again: dotnet ipm.cs fuzz --uploads 1 --seed {seed} --first {index}
                """);
        }

        void Check(int status, string text, FuzzUpload file)
        {
            Require(clock.Elapsed < MaxDuration, "it took too long");
            Require(status is 200 or 400 or 409 or 413 or 422 or 503, "such a status is never answered");
            Count($"{status}");
            if (text.Length == 0)
            {
                Require(status == 200, "a refusal without a word");
                return;
            }
            using var document = JsonDocument.Parse(text);
            var json = document.RootElement;
            Require(status == 200 || json.GetProperty("detail").GetString() is { Length: > 0 }, "a problem says nothing");
            if (status != 200) Count(json.GetProperty("code").GetString()!);
            Require(status == 200 || !file.IsIntact, "a file as a clerk sends it was refused");
            if (status != 200) return;
            Require(!file.IsIntact || json.GetProperty("submission").GetProperty("state").GetString() == "draft", "a file as a clerk sends it is no draft");
            foreach (var problem in json.GetProperty("problems").EnumerateArray())
            {
                Count(problem.GetProperty("code").GetString()!);
                Require(problem.GetProperty("cell").GetString() is { Length: > 1 } && problem.GetProperty("message").GetString() is { Length: > 1 }, "a problem names no cell or no remedy");
            }
        }
    }

    private void Count(string what) => _seen[what] = _seen.GetValueOrDefault(what) + 1;

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException(otherwise);
    }
}
