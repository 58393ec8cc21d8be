using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace IpMonitor.IntegrationTests.Resilience;

/// <summary>System calls recorded by strace: detects a response sent before its events were on disk.</summary>
internal sealed partial class StraceLog
{
    private readonly List<SystemCall> _calls;

    /// <summary>Parses the outputs of several strace processes.</summary>
    public StraceLog(params IEnumerable<IEnumerable<string>> traces) =>
        _calls = [.. traces.SelectMany(ParseCalls).OrderBy(call => call.Start)];

    /// <summary>Reason why this machine cannot trace; null if it can.</summary>
    public static string? MissingReason { get; } = CanTrace()
        ? null
        : "本机不能用 strace No strace here, or it may not trace: dotnet ipm.cs doctor";

    /// <summary>
    /// Command prefix that starts a program with its system calls written to a file; the program keeps the started
    /// process id.
    /// </summary>
    public static string[] StraceCommand(string file) =>
        [
            "strace", "-D", "-f", "-ttt", "-T", "-y", "-s", "1000000", "-e",
            "trace=write,writev,pwrite64,pwritev,fsync,fdatasync,sendto,sendmsg", "-o", file
        ];

    /// <summary>Reads the lines about a killed program, once strace has written all of them.</summary>
    public static async Task<string[]> ReadLines(string file)
    {
        for (var stopwatch = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            var lines = await File.ReadAllLinesAsync(file);
            if (lines is [.., var last] && last.EndsWith("+++", StringComparison.Ordinal)) return lines;
            if (stopwatch.Elapsed > TimeSpan.FromSeconds(20))
                throw new TimeoutException($"strace has not ended: {lines.LastOrDefault()}");
        }
    }

    /// <summary>
    /// Returns the reason why an event was answered before it was on disk; null if the order is right. Required order:
    /// the event's last write to the log, a successful sync, the database's confirmation if it is a separate process,
    /// then the response.
    /// </summary>
    public string? FindFault(string id, Regex log, string response, string? confirmationText = null)
    {
        if (_calls.Find(
            call => call.IsSend
                && call.Contains(response)
                && call.Contains(id)) is not { } sent) return $"{id} was not answered";
        if (_calls.Find(
            call => call.IsWrite
                && log.IsMatch(call.Path)
                && call.Contains(id)
                && call.Start < sent.Start) is not { } written) return $"{id} was answered, and not written before";
        // The receiver may act before strace sees the end of the sending call, so only its start is reliable.
        var confirmation = confirmationText is null
            ? sent
            : _calls.FindLast(
                call => call.IsSend
                    && call.Contains(confirmationText)
                    && call.Start < sent.Start
                    && call.Start >= written.End);
        if (confirmation is null) return $"{id} was answered, and the database had not said {confirmationText}";
        // PostgreSQL's WAL writer process may have written the first part of it.
        var last = _calls.FindLast(
            call => call.IsWrite
                && log.IsMatch(call.Path)
                && call.Start < confirmation.Start
                && (call.Process == written.Process || call.Process == confirmation.Process))!;
        return _calls.Exists(
            call => call.IsSync
                && call.Path == last.Path
                && call.Succeeded
                && call.Start >= last.End
                && call.End <= confirmation.Start)
            ? null
            : $"{id} was answered, and not synced before";
    }

    private static IEnumerable<SystemCall> ParseCalls(IEnumerable<string> lines)
    {
        // An interrupted call is recorded as two lines.
        var unfinishedCalls = new Dictionary<string, string>();
        foreach (var line in lines)
        {
            var process = line[..Math.Max(0, line.IndexOf(' '))];
            if (line.EndsWith(Unfinished, StringComparison.Ordinal))
                unfinishedCalls[process] = line[..^Unfinished.Length];
            else if (CompleteCall().Match(
                ResumedCall().Match(line) is { Success: true } rest
                    && unfinishedCalls.Remove(process, out var beginning)
                    ? beginning + line[rest.Length..]
                    : line) is { Success: true } call)
            {
                var start = Seconds(call.Groups["start"]);
                yield return new(
                    process,
                    call.Groups["name"].Value,
                    call.Groups["path"].Value,
                    call.Groups["data"].Value,
                    start,
                    start + Seconds(call.Groups["took"]),
                    call.Groups["result"].Value != "-1");
            }
        }
    }

    private static decimal Seconds(Group group) => decimal.Parse(group.Value, CultureInfo.InvariantCulture);

    // Some containers have strace but do not permit tracing.
    private static bool CanTrace()
    {
        try
        {
            using var trace = Process.Start(
                new ProcessStartInfo("strace", ["-D", "-o", "/dev/null", "true"]) { RedirectStandardError = true })!;
            trace.StandardError.ReadToEnd();
            trace.WaitForExit();
            return trace.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private const string Unfinished = " <unfinished ...>";

    [GeneratedRegex(@"^\d+ +[\d.]+ <\.\.\. \w+ resumed>")]
    private static partial Regex ResumedCall();

    [GeneratedRegex(
        @"^\d+ +(?<start>[\d.]+) (?<name>\w+)\(\d+<(?<path>[^>]*)>(?<data>.*)\)"
            + @" += (?<result>-?\d+).* <(?<took>[\d.]+)>$",
        RegexOptions.Singleline)]
    private static partial Regex CompleteCall();

    private sealed record SystemCall(
        string Process, string Name, string Path, string Data, decimal Start, decimal End, bool Succeeded)
    {
        public bool IsSync => Name is "fsync" or "fdatasync";

        public bool IsSend => !IsSync && Path.StartsWith("socket:", StringComparison.Ordinal);

        public bool IsWrite => !IsSync && !IsSend;

        public bool Contains(string text) => Data.Contains(text, StringComparison.Ordinal);
    }
}
