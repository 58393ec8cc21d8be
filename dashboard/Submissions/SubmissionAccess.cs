using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Submissions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Submissions;

/// <summary>Decides which submissions the current user may read, and which rows the user may submit.</summary>
internal sealed class SubmissionAccess(
    IGrainFactory grains, ReferenceDataStore referenceStore, IAuthorizationService authorization,
    IOptions<CorrectionOptions> corrections, IOptions<SubmissionOptions> submissionOptions)
{
    /// <summary>The grain that owns the province's submissions.</summary>
    public ISubmissionsGrain Grain => grains.GetGrain<ISubmissionsGrain>(referenceStore.Current.Places.Province.Code);

    /// <summary>The event source of manually entered rows (<c>Submissions:Source</c>).</summary>
    public string Source => submissionOptions.Value.Source;

    /// <summary>Returns true if the current user satisfies an authorization policy.</summary>
    public async Task<bool> IsAuthorized(HttpContext context, string policy) =>
        (await authorization.AuthorizeAsync(context.User, context, policy)).Succeeded;

    /// <summary>
    /// Returns the filter of readable submissions: the user's own; once submitted, those of the user's own city only;
    /// for reviewers and auditors without a city, all.
    /// </summary>
    public async Task<Func<Submission, bool>> GetVisibilityFilter(HttpContext context)
    {
        var user = CurrentUser.FromContext(context);
        var seesAll = user.Role == Roles.Auditor || await IsAuthorized(context, Policies.MayReview);
        return submission => submission.About.By == user.Name
            || (submission.State != SubmissionState.Draft
                && submission.About.Cities.All(user.MayAccessCity)
                && (seesAll || user.City is not null));
    }

    /// <summary>Returns a submission that the user may read; null if it does not exist or is not readable.</summary>
    public async Task<Submission?> Find(HttpContext context, string id) =>
        await Grain.Find(id) is { } submission && (await GetVisibilityFilter(context))(submission) ? submission : null;

    /// <summary>Checks whether the user may submit a row with this city and source; null if so.</summary>
    public ValidationError? Validate(CurrentUser user, EventInput row) =>
        !user.MayAccessCity(row.City ?? "") ? ValidationError.Create("city_not_yours", "city")
        // A source that may correct any city's events is reserved to accounts of the province.
        : user.City is not null && corrections.Value.Sources.Contains(row.Source ?? "")
            ? ValidationError.Create("source_not_yours.province", "source", row.Source ?? "")
        // A city account reports under the default source only: another source's ids belong to another system, or need
        // no review.
        : user.City is not null && row.Target is null && row.Source != Source
            ? ValidationError.Create("source_not_yours.entry", "source", Source)
        : null;
}
