namespace IpMonitor.Dashboard.Api;

/// <summary>The stable codes of the problems of each operation, by status, for the OpenAPI document.</summary>
/// <remarks>
/// 500 <c>internal</c> and 403 <c>tls_required</c> are possible everywhere and not listed. Codes of single rows are in
/// <c>rejected</c>.
/// </remarks>
internal static class ProblemCodes
{
    private const string SubmissionCodes =
        "403 city_not_yours four_eyes source_not_yours; 404 submission_unknown; "
        + "409 submission_changed submission_state; 422 reason_missing rows_missing version_missing";

    private const string ScreenCodes =
        "404 screen_unknown; 409 screen_changed; 422 campaign_unknown city_unknown group_invalid language_invalid "
        + "metric_unknown name_invalid period_invalid safe_area_invalid scene_id_invalid scene_kind_unknown "
        + "scene_twice scenes_invalid seconds_invalid text_invalid title_missing url_invalid";

    private const string AccountCodes =
        "403 own_account proof_needed; 409 account_changed; 422 account_city_missing account_city_not_for_role "
        + "account_external_taken account_last_administrator account_name_invalid account_name_taken "
        + "account_role_invalid account_title_invalid";

    private const string KeyCodes =
        "403 proof_needed; 422 key_changed key_cities_invalid key_hours_invalid key_name_invalid key_rate_invalid "
        + "key_sources_invalid key_topics_invalid key_until_invalid";

    private const string ImportCodes =
        "400 answer_invalid basis_invalid encoding_not_utf8 file_empty form_invalid name_invalid period_invalid "
        + "upload_invalid; 404 city_unknown; 413 body_too_large file_too_large file_too_slow too_many_rows "
        + "too_many_sheets workbook_too_large; 422 csv_broken encoding_unknown file_is_export header_missing "
        + "import_empty sheet_unreadable too_many_columns workbook_broken workbook_encrypted; 503 import_busy";

    private const string RankingCodes = "422 metric_not_ranked";
    private const string EventCodes = "400 batch_invalid campaign_twice; 403 city_not_yours; 404 campaign_unknown";

    private const string ChartCodes =
        "400 lang_invalid picture_too_large size_invalid theme_invalid; 404 as_of_unknown format_unknown; "
        + "503 charts_busy";

    private static readonly Dictionary<string, string> ByParameter = new()
    {
        ["after"] = "400 parameter_invalid",
        ["again"] = "400 parameter_invalid",
        ["before"] = "400 parameter_invalid",
        ["hours"] = "400 parameter_invalid",
        ["part"] = "400 parameter_invalid",
        ["period"] = "400 period_invalid",
        ["asOf"] = "400 as_of_invalid; 404 as_of_unknown",
        ["cursor"] = "400 cursor_invalid",
        ["order"] = "400 order_invalid",
        ["step"] = "400 period_too_long step_invalid",
        ["baseline"] = "400 baseline_invalid baseline_later",
        ["metric"] = "404 metric_unknown",
        ["city"] = "404 city_unknown",
        ["code"] = "404 city_unknown",
        ["document"] = "404 document_unknown",
        ["state"] = "400 state_invalid",
        ["format"] = "400 format_invalid; 503 exports_busy",
        ["lang"] = "400 lang_invalid",
    };

    private static readonly Dictionary<string, string> ByOperation = new()
    {
        ["GET /api/v1/map"] = "404 not_found",
        ["POST /api/v1/events"] =
            "400 batch_invalid body_empty column_twice encoding_not_utf8 json_not_events; "
            + "413 body_too_large too_many_rows; 415 content_encoding_unsupported; 422 nothing_accepted; "
            + "503 intake_busy store_busy",
        ["POST /api/v1/session"] = "401 code_needed code_outdated sign_in_refused",
        ["GET /api/v1/session/office"] = "403 other_origin; 404 not_found",
        ["POST /api/v1/session/office/logout"] =
            "400 logout_token_invalid; 404 not_found; 503 office_unavailable",
        ["POST /api/v1/session/code"] = "401 code_not_owed code_outdated sign_in_refused",
        ["POST /api/v1/session/proof"] =
            "422 code_needed code_outdated code_wrong password_wrong proof_by_signing_in",
        ["DELETE /api/v1/session/all/{session}"] = "403 proof_needed; 404 session_unknown",
        ["PUT /api/v1/session/password"] =
            "409 account_changed; 422 password_common password_length password_like_name password_unchanged "
            + "password_wrong",
        ["POST /api/v1/session/totp"] = "403 proof_needed; 409 totp_there",
        ["PUT /api/v1/session/totp"] = "422 code_wrong",
        ["DELETE /api/v1/session/totp"] = "403 proof_needed",
        ["POST /api/v1/accounts"] = AccountCodes,
        ["PUT /api/v1/accounts/{name}"] = $"404 account_unknown; {AccountCodes}",
        ["POST /api/v1/accounts/{name}/password"] =
            "403 own_account proof_needed; 404 account_unknown; 409 account_changed",
        ["DELETE /api/v1/accounts/{name}/totp"] =
            "403 own_account proof_needed; 404 account_unknown; 409 account_changed; 422 proof_missing",
        ["POST /api/v1/keys"] = KeyCodes,
        ["POST /api/v1/keys/{id}/rotate"] = "403 proof_needed; 404 key_unknown; 422 key_changed key_hours_invalid",
        ["DELETE /api/v1/keys/{id}"] = "403 proof_needed; 404 key_unknown",
        ["POST /api/v1/imports"] = $"{ImportCodes}; 409 import_repeated",
        ["POST /api/v1/imports/marked"] = ImportCodes,
        ["GET /api/v1/imports/progress"] = ImportCodes,
        ["GET /api/v1/imports/template"] = ImportCodes,
        ["GET /api/v1/cities/{code}/units"] = "404 unit_unknown",
        ["GET /api/v1/units/{code}"] = "404 unit_unknown",
        ["GET /api/v1/reporting"] = "400 period_not_month",
        ["GET /api/v1/rankings/{metric}"] = RankingCodes,
        ["GET /api/v1/rankings/{metric}/trend"] = RankingCodes,
        ["GET /api/v1/rankings/{metric}/history"] = RankingCodes,
        ["GET /api/v1/rankings/{metric}/explanations"] = RankingCodes,
        ["GET /api/v1/rankings/{metric}/points"] = "422 metric_not_composite",
        ["GET /api/v1/figures/{metric}/spread"] = "422 metric_not_mean",
        ["GET /api/v1/events"] = EventCodes,
        ["GET /api/v1/events.csv"] = EventCodes,
        ["GET /api/v1/events.xlsx"] = $"{EventCodes}; 503 exports_busy",
        ["GET /api/v1/cities/{code}/corrections"] = "403 city_not_yours",
        ["GET /api/v1/events/history"] = "403 city_not_yours; 404 event_unknown",
        ["GET /api/v1/campaigns/{id}"] = "404 campaign_unknown",
        ["GET /api/v1/charts/ranking.{format}"] = $"{ChartCodes}; 404 group_unknown; {RankingCodes}",
        ["GET /api/v1/charts/trend.{format}"] = $"{ChartCodes}; 400 values_too_many; 404 city_unknown",
        ["GET /api/v1/charts/heatmap.{format}"] = ChartCodes,
        ["GET /api/v1/charts/distribution.{format}"] = ChartCodes,
        ["GET /api/v1/charts/pace.{format}"] = ChartCodes,
        ["GET /api/v1/charts/city.{format}"] = $"{ChartCodes}; 400 values_too_many; 404 metric_unknown",
        ["GET /api/v1/charts/campaign.{format}"] = $"{ChartCodes}; 404 campaign_unknown",
        ["PUT /api/v1/reference/{document}"] = "409 document_changed; 422 encoding_not_utf8",
        ["POST /api/v1/submissions"] =
            "400 field_twice; 403 city_not_yours source_not_yours; 409 id_reused submission_changed submission_state; "
            + "422 id_invalid rows_differ rows_invalid submissions_open title_invalid",
        ["GET /api/v1/submissions/{id}"] = "404 submission_unknown",
        ["GET /api/v1/submissions/{id}/rows"] = "404 submission_unknown",
        ["POST /api/v1/submissions/{id}/submit"] = SubmissionCodes,
        ["POST /api/v1/submissions/{id}/publish"] = SubmissionCodes,
        ["POST /api/v1/submissions/{id}/return"] = SubmissionCodes,
        ["POST /api/v1/submissions/{id}/undo"] = SubmissionCodes,
        ["POST /api/v1/screens/codes"] = "429 too_many_codes",
        ["POST /api/v1/screens/codes/{code}"] = "404 code_expired",
        ["GET /api/v1/screens/{id}"] = "403 not_allowed; 404 screen_unknown",
        ["POST /api/v1/screens/{id}/status"] = "401 screen_not_paired",
        ["POST /api/v1/screens"] = "403 proof_needed; 422 code_unknown group_invalid name_invalid",
        ["PUT /api/v1/screens/{id}"] = ScreenCodes,
        ["DELETE /api/v1/screens/{id}"] = "404 screen_unknown",
        ["POST /api/v1/screens/orders"] = "422 minutes_invalid order_unknown scene_unknown screens_missing",
    };

    private static readonly string[] Always = ["429 too_many_requests", "503 store_unavailable"];

    private static readonly string[] WithBody =
    [
        "400 field_twice request_invalid", "408 body_too_slow", "413 body_too_large", "415 content_type_unsupported",
        "422 body_not_object field_null field_unknown list_too_long text_too_long", "503 body_busy",
    ];

    /// <summary>Codes of operations that require an identity.</summary>
    public static readonly string[] WithIdentity = ["401 sign_in_needed", "403 not_allowed"];

    /// <summary>Codes of operations that accept an API key.</summary>
    public static readonly string[] WithKey = ["401 key_missing key_wrong"];

    /// <summary>Codes of operations that change state and accept a cookie.</summary>
    public static readonly string[] Unsafe = ["403 other_origin"];

    /// <summary>Returns the codes of an operation by status.</summary>
    /// <param name="operation">Method and path.</param>
    /// <param name="parameters">Names of its parameters.</param>
    /// <param name="hasBody">Whether it reads a body.</param>
    /// <param name="more">Further codes.</param>
    public static SortedDictionary<int, SortedSet<string>> Find(
        string operation, IEnumerable<string> parameters, bool hasBody, IEnumerable<string> more)
    {
        var found = new SortedDictionary<int, SortedSet<string>>();
        IEnumerable<string> lists =
        [
            .. Always,
            .. hasBody ? WithBody : [],
            .. more,
            // A pairing code of screens is a parameter `code` too.
            .. parameters.Where(name => name != "code" || operation.Contains("/cities/", StringComparison.Ordinal))
                .Select(name => ByParameter.GetValueOrDefault(name)).OfType<string>(),
            .. ByOperation.TryGetValue(operation, out var own) ? [own] : Array.Empty<string>(),
        ];
        foreach (var words in lists.SelectMany(list => list.Split("; ")).Select(entry => entry.Split(' ')))
        {
            var status = int.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture);
            if (!found.TryGetValue(status, out var codes)) found[status] = codes = new(StringComparer.Ordinal);
            codes.UnionWith(words[1..]);
        }
        return found;
    }

    /// <summary>Every operation that has codes of its own.</summary>
    public static IEnumerable<string> Operations => ByOperation.Keys;
}
