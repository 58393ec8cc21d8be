using System.Collections.Frozen;
using static IpMonitor.Dashboard.Security.Roles;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>
/// Allowed roles of every operation and topic on a server that requires an account. An entry missing here fails the
/// tests.
/// </summary>
internal static class AccessMatrix
{
    public const string Anonymous = "nobody";

    private static readonly string[] AllCallers = [Anonymous, .. All];
    private static readonly string[] SignedIn = [Province, Bureau, Reviewer, Organizer, Auditor, PendingSetup];
    private static readonly string[] Viewers = [Province, Bureau, Reviewer, Organizer, Auditor, Bootstrap, Reader];
    private static readonly string[] Readers = [.. Viewers, Machine, Screen];
    private static readonly string[] ControlScreens = [Province, Organizer, Bootstrap];
    private static readonly string[] Submit = [Province, Bureau, Bootstrap];
    private static readonly string[] Review = [Province, Reviewer, Bootstrap];
    private static readonly string[] ViewSubmissions = [Province, Bureau, Reviewer, Auditor, Bootstrap];
    private static readonly string[] Administration = [Province];

    /// <summary>Allowed roles of each API operation.</summary>
    public static readonly FrozenDictionary<string, string[]> Operations = new Dictionary<string, string[]>
    {
        ["GET /api/v1/session"] = AllCallers,
        ["POST /api/v1/session"] = AllCallers,
        ["GET /api/v1/session/office"] = AllCallers,
        ["POST /api/v1/session/office/logout"] = AllCallers,
        ["POST /api/v1/session/code"] = [],
        ["DELETE /api/v1/session"] = SignedIn,
        ["POST /api/v1/session/proof"] = SignedIn,
        ["PUT /api/v1/session/password"] = SignedIn,
        ["POST /api/v1/session/totp"] = SignedIn,
        ["PUT /api/v1/session/totp"] = SignedIn,
        ["DELETE /api/v1/session/totp"] = SignedIn,
        ["GET /api/v1/session/all"] = SignedIn,
        ["DELETE /api/v1/session/all/{session}"] = SignedIn,
        ["GET /api/v1/accounts"] = Administration,
        ["POST /api/v1/accounts"] = Administration,
        ["PUT /api/v1/accounts/{name}"] = Administration,
        ["POST /api/v1/accounts/{name}/password"] = Administration,
        ["DELETE /api/v1/accounts/{name}/totp"] = Administration,
        ["GET /api/v1/accounts/{name}/sessions"] = Administration,
        ["DELETE /api/v1/accounts/{name}/sessions"] = Administration,
        ["GET /api/v1/keys"] = Administration,
        ["POST /api/v1/keys"] = Administration,
        ["POST /api/v1/keys/{id}/rotate"] = Administration,
        ["DELETE /api/v1/keys/{id}"] = Administration,
        ["GET /api/v1/audit"] = [Province, Auditor],
        ["GET /api/v1/audit.csv"] = [Province, Auditor],
        ["GET /api/v1/about"] = Readers,
        ["GET /api/v1/map"] = Readers,
        ["GET /api/v1/metrics"] = Readers,
        ["GET /api/v1/cities"] = Readers,
        ["GET /api/v1/units"] = Readers,
        ["GET /api/v1/campaigns"] = Readers,
        ["POST /api/v1/events"] = [Bootstrap, Machine],
        ["GET /api/v1/cities/{code}"] = Viewers,
        ["GET /api/v1/cities/{code}/units"] = Viewers,
        ["GET /api/v1/cities/{code}/course"] = Viewers,
        ["GET /api/v1/cities/{code}/reporting"] = Viewers,
        ["GET /api/v1/cities/{code}/corrections"] = Viewers,
        ["GET /api/v1/cities/{code}/targets/{metric}"] = Viewers,
        ["GET /api/v1/units/{code}"] = Viewers,
        ["GET /api/v1/province"] = Viewers,
        ["GET /api/v1/rankings/{metric}"] = Viewers,
        ["GET /api/v1/rankings/{metric}/trend"] = Viewers,
        ["GET /api/v1/rankings/{metric}/points"] = Viewers,
        ["GET /api/v1/rankings/{metric}/history"] = Viewers,
        ["GET /api/v1/rankings/{metric}/explanations"] = Viewers,
        ["GET /api/v1/figures/{metric}"] = Viewers,
        ["GET /api/v1/figures/{metric}/spread"] = Viewers,
        ["GET /api/v1/events"] = Viewers,
        ["GET /api/v1/events.csv"] = Viewers,
        ["GET /api/v1/events.xlsx"] = Viewers,
        ["GET /api/v1/events/history"] = Viewers,
        ["GET /api/v1/campaigns/{id}"] = Viewers,
        ["GET /api/v1/charts/ranking.{format}"] = Viewers,
        ["GET /api/v1/charts/trend.{format}"] = Viewers,
        ["GET /api/v1/charts/heatmap.{format}"] = Viewers,
        ["GET /api/v1/charts/distribution.{format}"] = Viewers,
        ["GET /api/v1/charts/pace.{format}"] = Viewers,
        ["GET /api/v1/charts/city.{format}"] = Viewers,
        ["GET /api/v1/charts/campaign.{format}"] = Viewers,
        ["GET /api/v1/reference"] = Viewers,
        ["GET /api/v1/reference/{document}"] = Viewers,
        ["GET /api/v1/reference/{document}/versions"] = Viewers,
        ["PUT /api/v1/reference/{document}"] = [Province, Organizer, Bootstrap],
        ["GET /api/v1/reporting"] = Viewers,
        ["POST /api/v1/imports"] = Submit,
        ["POST /api/v1/imports/marked"] = Submit,
        ["GET /api/v1/imports/progress"] = Submit,
        ["GET /api/v1/imports/template"] = Submit,
        ["GET /api/v1/submissions"] = ViewSubmissions,
        ["GET /api/v1/submissions/{id}"] = ViewSubmissions,
        ["GET /api/v1/submissions/{id}/rows"] = ViewSubmissions,
        ["POST /api/v1/submissions"] = Submit,
        ["POST /api/v1/submissions/{id}/submit"] = Submit,
        ["POST /api/v1/submissions/{id}/publish"] = Review,
        ["POST /api/v1/submissions/{id}/return"] = Review,
        ["POST /api/v1/submissions/{id}/undo"] = Submit,
        ["POST /api/v1/screens/codes"] = AllCallers,
        ["POST /api/v1/screens/codes/{code}"] = AllCallers,
        // This operation requires the screen's token, independent of the role.
        ["POST /api/v1/screens/{id}/status"] = [],
        ["GET /api/v1/screens/{id}"] = [.. ControlScreens, Screen],
        ["GET /api/v1/screens"] = ControlScreens,
        ["POST /api/v1/screens"] = ControlScreens,
        ["PUT /api/v1/screens/{id}"] = ControlScreens,
        ["POST /api/v1/screens/orders"] = ControlScreens,
        ["DELETE /api/v1/screens/{id}"] = ControlScreens,
    }.ToFrozenDictionary();

    /// <summary>Changes that a stolen session must not make: they need a recent reauthentication.</summary>
    public static readonly FrozenSet<string> Reauthenticated = FrozenSet.ToFrozenSet(
    [
        "POST /api/v1/session/totp", "DELETE /api/v1/session/totp", "DELETE /api/v1/session/all/{session}",
        "POST /api/v1/screens",
        .. Operations.Where(operation => operation.Value == Administration).Select(operation => operation.Key)
            .Where(operation => !operation.StartsWith("GET ", StringComparison.Ordinal)),
    ]);

    /// <summary>Operations that a bureau may use for its own city only.</summary>
    public static readonly FrozenSet<string> OwnCityOnly = FrozenSet.ToFrozenSet(
    [
        "GET /api/v1/events", "GET /api/v1/events.csv", "GET /api/v1/events.xlsx",
        "GET /api/v1/cities/{code}/corrections", "GET /api/v1/submissions/{id}", "GET /api/v1/submissions/{id}/rows",
        "POST /api/v1/submissions/{id}/submit", "POST /api/v1/submissions/{id}/undo",
    ]);

    /// <summary>Operations that name the version that the caller has read, and the body of a stale one.</summary>
    public static readonly FrozenDictionary<string, string> StaleBodies = new Dictionary<string, string>
    {
        ["POST /api/v1/submissions/{id}/submit"] = """{"version":0}""",
        ["POST /api/v1/submissions/{id}/publish"] = """{"version":0}""",
        ["POST /api/v1/submissions/{id}/return"] = """{"version":0,"reason":"请改"}""",
        ["POST /api/v1/submissions/{id}/undo"] = """{"version":0,"reason":"请改"}""",
        ["PUT /api/v1/screens/{id}"] =
            """{"version":0,"name":"大厅","group":"","language":"zh-CN","safeArea":2,"scenes":[]}""",
        ["PUT /api/v1/reference/{document}"] = "[]",
    }.ToFrozenDictionary();

    /// <summary>Changes without an entry in the audit log.</summary>
    public static readonly FrozenSet<string> Unaudited = FrozenSet.ToFrozenSet(
    [
        "GET /api/v1/session/office", "POST /api/v1/session/totp", "POST /api/v1/events",
        "POST /api/v1/screens/codes", "POST /api/v1/screens/codes/{code}", "POST /api/v1/screens/{id}/status",
    ]);

    /// <summary>Operations that change nothing although their method says so.</summary>
    public static readonly FrozenSet<string> Harmless = FrozenSet.ToFrozenSet(["POST /api/v1/imports/marked"]);

    /// <summary>Allowed roles of each kind of topic; the screen has a playlist of a ranking and the feed.</summary>
    public static readonly FrozenDictionary<string, string[]> Topics = new Dictionary<string, string[]>
    {
        ["ranking/patent.granted/2025"] = [.. Viewers, Screen],
        ["ranking/pledge.amount/2025"] = Viewers,
        ["province/2025"] = Viewers,
        ["feed"] = [.. Viewers, Screen],
        ["city/370300/2025"] = Viewers,
        ["campaign/publicity-week-2025"] = Viewers,
        ["screen/{own}"] = [.. ControlScreens, Screen],
        ["screen/{other}"] = ControlScreens,
        ["screens"] = ControlScreens,
    }.ToFrozenDictionary();
}
