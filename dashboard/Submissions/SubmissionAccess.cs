using IpMonitor.Dashboard.Import;
using IpMonitor.Dashboard.Security;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Submissions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Submissions;

/// <summary>The province's submissions, as far as who asks may see and do something about them.</summary>
internal sealed class SubmissionAccess(IGrainFactory grains, ReferenceDataStore shelf, IAuthorizationService doors, IOptions<CorrectionOptions> corrections, IOptions<SubmissionOptions> desk)
{
    public ISubmissionsGrain Grain => grains.GetGrain<ISubmissionsGrain>(shelf.Current.Places.Province.Code);

    /// <summary>The source that desks report under.</summary>
    public string Source => desk.Value.Source;

    public async Task<bool> IsAuthorized(HttpContext context, string policy) => (await doors.AuthorizeAsync(context.User, context, policy)).Succeeded;

    /// <summary>Those that it may see: its own, those of its own city alone once they are handed in, and all of them if it reviews or audits any city's.</summary>
    public async Task<Func<Submission, bool>> GetVisibilityFilter(HttpContext context)
    {
        var visitor = CurrentUser.FromContext(context);
        var seesAll = visitor.Role == Roles.Auditor || await IsAuthorized(context, SecurityHosting.MayReview);
        return submission => submission.About.By == visitor.Name
            || (submission.State != SubmissionState.Draft && submission.About.Cities.All(visitor.MayAccessCity) && (seesAll || visitor.City is not null));
    }

    /// <summary>One that it may see; null when there is none.</summary>
    public async Task<Submission?> Find(HttpContext context, string id) =>
        await Grain.Find(id) is { } submission && (await GetVisibilityFilter(context))(submission) ? submission : null;

    /// <summary>Why who asks may not hand in a row, which names a city and a source; null when it may.</summary>
    public ValidationError? Validate(CurrentUser visitor, EventInput row) =>
        !visitor.MayAccessCity(row.City ?? "") ? ValidationError.Create("city_not_yours", "city")
        // Whoever speaks in the province's name may correct anybody.
        : visitor.City is not null && corrections.Value.Sources.Contains(row.Source ?? "")
            ? ValidationError.Create("source_not_yours.province", "source", row.Source ?? "")
        // Else a clerk could take the ids of another's system, or name a source that needs no reviewer.
        : visitor.City is not null && row.Target is null && row.Source != Source
            ? ValidationError.Create("source_not_yours.entry", "source", Source)
        : null;
}
