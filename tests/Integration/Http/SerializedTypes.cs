using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using IpMonitor.Dashboard.Api;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Import;
using IpMonitor.Dashboard.Live;
using IpMonitor.Dashboard.Screens;
using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Submissions;
using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.Audit;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Screens;
using IpMonitor.Grains.Targets;

namespace IpMonitor.IntegrationTests.Http;

/// <summary>
/// What the server writes, as its own serializer tells it: the hub's messages, the data of every topic, the REST answers that the
/// client reads, and whatever these are made of, under the names that the client gives them.
/// </summary>
internal sealed class SerializedTypes
{
    private static readonly Type[] RootTypes =
    [
        typeof(SnapshotMessage), typeof(UpdateMessage), typeof(SourceMessage),
        .. typeof(TopicData).Assembly.GetTypes().Where(type => type.BaseType == typeof(TopicData)),
        typeof(AboutRoutes.AboutResponse), typeof(FigureRoutes.MetricRow), typeof(NamedCity), typeof(ReportingUnit), typeof(CampaignRoutes.CampaignRow),
        typeof(TrendResponse), typeof(HistoryResponse), typeof(PointsResponse), typeof(ExplanationsResponse), typeof(EvidenceRoutes.EventsResponse),
        typeof(PairingCode), typeof(ScreenRoutes.ClaimPairingResponse), typeof(ScreenCommand), typeof(ScreenSetup), typeof(ScreenRoutes.ScreenCommandsResponse),
        typeof(SessionRoutes.SessionResponse), typeof(OwnAccountRoutes.TotpKeyResponse), typeof(Session), typeof(AuditPage),
        typeof(AccountRoutes.NewAccountResponse), typeof(AccountRoutes.EndSessionsResponse), typeof(ApiKeyRoutes.NewKeyResponse),
        typeof(CourseResponse), typeof(ReportingResponse), typeof(UnitsResponse), typeof(EvidenceRoutes.CorrectionsResponse),
        typeof(SubmissionRoutes.SubmissionsResponse), typeof(SubmissionRoutes.SubmissionRowsResponse), typeof(UnreportedResponse),
        typeof(ImportResponse), typeof(ImportProgress),
    ];

    // The client's own words, where they are more than the type's name without Answer.
    private static readonly Dictionary<Type, string> Names = new()
    {
        [typeof(AboutRoutes.CityGroupRow)] = "CityGroup",
        [typeof(CampaignRoutes.CampaignRow)] = "CampaignHead",
        [typeof(CityResponse)] = "CityFigures",
        [typeof(EventRow)] = "ReportedEvent",
        [typeof(EvidenceRoutes.CorrectedEvent)] = "Correction",
        [typeof(EvidenceRoutes.EventsResponse)] = "EventsPage",
        [typeof(FigureRoutes.MetricRow)] = "Metric",
        [typeof(MetricFigure)] = "Figure",
        [typeof(NamedCity)] = "Place",
        [typeof(ProvinceResponse)] = "ProvinceFigures",
        [typeof(ReportingUnit)] = "Unit",
        [typeof(ScreenResponse)] = "HallScreen",
        [typeof(SubmissionRoutes.SubmissionRowsResponse)] = "SubmissionRows",
        [typeof(SessionRoutes.SessionResponse)] = "Visit",
        [typeof(TargetState)] = "Target",
    };

    // Said by leaving the property out.
    private static readonly Enum[] OmittedValues = [Basis.Period, EventState.Counts, Qualifier.Exact];

    public SerializedTypes()
    {
        JsonDefaults.Options.MakeReadOnly(populateMissingResolver: true);
        foreach (var type in RootTypes) Describe(type);
    }

    /// <summary>The members of each type, by the client's name for it.</summary>
    public Dictionary<string, InterfaceMember[]> Types { get; } = [];

    /// <summary>The client's name for a type of the server.</summary>
    public static string NameOf(Type type) => Names.GetValueOrDefault(type) ?? type.Name.Replace("Answer", "", StringComparison.Ordinal);

    private string Describe(Type type)
    {
        var name = NameOf(type);
        if (!Types.TryAdd(name, [])) return name;
        Types[name] = [.. JsonDefaults.Options.GetTypeInfo(type).Properties.Select(one => new InterfaceMember(one.Name, one.IsGetNullable, TypeScriptTypeOf(one.PropertyType)))];
        return name;
    }

    private string TypeScriptTypeOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return TypeScriptTypeOf(inner);
        if (type == typeof(JsonElement)) return "T";
        if (type == typeof(JsonObject)) return "Changes";
        if (type == typeof(bool)) return "boolean";
        if (type == typeof(decimal) || type == typeof(int) || type == typeof(long)) return "number";
        if (type == typeof(string) || type == typeof(DateOnly) || type == typeof(DateTimeOffset)) return "string";
        if (type.IsEnum)
            return string.Join(" | ", Enum.GetValues(type).Cast<Enum>().Except(OmittedValues).Select(one => $"'{JsonSerializer.SerializeToElement<object>(one, JsonDefaults.Options)}'"));
        if (JsonDefaults.Options.GetTypeInfo(type) is not { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element }) return Describe(type);
        return Nullable.GetUnderlyingType(element) is null ? $"{TypeScriptTypeOf(element)}[]" : $"({TypeScriptTypeOf(element)} | null)[]";
    }
}
