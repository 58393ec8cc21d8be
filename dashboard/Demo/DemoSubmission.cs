using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Dashboard.Security;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Submissions;

namespace IpMonitor.Dashboard.Demo;

/// <summary>Hands in a submission of a city, so that one waits for review.</summary>
internal sealed class DemoSubmission(
    IGrainFactory grains, IdentityGrains identities, ReferenceDataStore referenceData, TimeProvider time)
{
    private static readonly (string Metric, string Value)[] Rows =
    [
        ("training.session", "2"), ("aid.accepted", "3"), ("enterprise.visited", "18"), ("license.open", "1"),
        ("transfer.university.count", "4"), ("pledge.count", "5"), ("pledge.amount", "38500000"),
    ];

    private ISubmissionsGrain Submissions =>
        grains.GetGrain<ISubmissionsGrain>(referenceData.Current.Places.Province.Code);

    /// <summary>Hands in a submission unless one waits for review.</summary>
    public async Task EnsureWaiting()
    {
        var submissions = await Submissions.GetAll();
        if (submissions.Any(submission => submission.State == SubmissionState.Submitted)) return;
        var author = await DemoPersona.Submitter.EnsureAccount(identities);
        var month = time.GetChinaToday().AddDays(1 - time.GetChinaToday().Day).AddDays(-1);
        var day = month.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var id = $"demo-{day}-{submissions.Length + 1}";
        ImmutableArray<EventInput> rows =
        [
            .. Rows.Select((row, i) => new EventInput(
                $"{id}-{i + 1}", DemoHistory.Source, author.City, null, row.Metric, row.Value, null, day, null, null,
                null, DemoHistory.Note, null, null, null)),
        ];
        var city = referenceData.Current.Places.FindCity(author.City!)!.Name;
        await Submissions.Begin(new(
            id, SubmissionKind.Import, $"{city}{month.Year}年{month.Month}月补报（演示）", author.Name, [author.City!],
            [.. Rows.Select(row => row.Metric)], rows.Length, 1));
        await Submissions.AddRows(id, 0, rows);
        await Submissions.Submit(id, author.Name);
    }
}
