using System.Text.Json.Nodes;

namespace IpMonitor.Tools;

/// <summary>Counts and durations of a test run.</summary>
internal sealed record TestReport(int Passed, int Failed, int Skipped, IReadOnlyList<TestDuration> Durations)
{
    /// <summary>Reads a report in the format CTRF or in vitest's JSON. A missing report counts no test.</summary>
    /// <remarks>Vitest reports tests that a filter leaves out as pending; these are not counted as skipped.</remarks>
    public static TestReport Read(string path, bool isFiltered)
    {
        if (!File.Exists(path))
            return new(0, 0, 0, []);
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        return json["results"] is { } ctrf ? ReadCtrf(ctrf) : ReadVitest(json, isFiltered);
    }

    private static TestReport ReadCtrf(JsonNode results)
    {
        int Count(string name) => (int)results["summary"]![name]!;
        return new(Count("passed"), Count("failed"), Count("skipped"),
            [.. results["tests"]!.AsArray().Select(test => Duration(test!, "name"))]);
    }

    private static TestReport ReadVitest(JsonNode json, bool isFiltered)
    {
        var tests = json["testResults"]!.AsArray().SelectMany(file => file!["assertionResults"]!.AsArray());
        return new((int)json["numPassedTests"]!, (int)json["numFailedTests"]!,
            isFiltered ? 0 : (int)json["numPendingTests"]!, [.. tests.Select(test => Duration(test!, "fullName"))]);
    }

    private static TestDuration Duration(JsonNode test, string name) =>
        new((string)test[name]!, TimeSpan.FromMilliseconds((double?)test["duration"] ?? 0));
}

/// <summary>The duration of one test.</summary>
internal sealed record TestDuration(string Test, TimeSpan Duration);
