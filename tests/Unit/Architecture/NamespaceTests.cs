using System.Reflection;
using IpMonitor.Grains.Cities;
using IpMonitor.Silo.Sql;

namespace IpMonitor.UnitTests.Architecture;

/// <summary>Assemblies and namespaces use only what the table allows, and the table has no cycle.</summary>
public sealed class NamespaceTests
{
    internal static readonly Assembly Grains = typeof(ICityGrain).Assembly;
    internal static readonly Assembly Silo = typeof(SqlDatabase).Assembly;
    internal static readonly Assembly Dashboard = typeof(IpMonitor.Dashboard.Program).Assembly;

    // Each namespace is listed after those that it uses.
    private const string Allowed = """
        Grains.Messages
        Grains.Metrics
        Grains.Records
        Grains.Audit
            Grains: Metrics Records
        Grains.Journal
            Grains: Metrics
        Grains.Reference
            Grains: Messages Journal Metrics
        Grains.Events
            Grains: Messages Metrics Reference
        Grains.Telemetry
            Grains: Events
        Grains.Accounts
            Grains: Messages Metrics Records Reference Events
        Grains.Projections
            Grains: Journal Metrics Reference Events
        Grains.Live
            Grains: Projections Journal Metrics Telemetry
        Grains.ApiKeys
            Grains: Messages Accounts Live Metrics Records Reference Events
        Grains.Targets
            Grains: Projections Journal Metrics Reference
        Grains.Campaigns
            Grains: Projections Journal Live Metrics Reference Telemetry
        Grains.Screens
            Grains: Messages Journal Live Metrics Records Reference Events Telemetry
        Grains.Rankings
            Grains: Projections Campaigns Journal Live Metrics Reference Targets Telemetry
        Grains.Cities
            Grains: Projections Campaigns Journal Live Metrics Rankings Reference Events Telemetry
        Grains.Submissions
            Grains: Messages Cities Journal Metrics Records Reference Events
        Silo.Configuration
        Silo.Sql
            Grains: Audit Journal Metrics Records Screens Telemetry
            Silo: Configuration
        Silo.Backups
            Grains: Accounts Audit Metrics Records
            Silo: Configuration Sql
        Silo.Retention
            Grains: Metrics
            Silo: Sql
        Silo.Health
            Grains: Journal Metrics Telemetry
            Silo: Backups Sql
        Silo
            Grains: Accounts Audit Cities Journal Live Rankings Records Reference Screens Submissions Telemetry
            Silo: Configuration Health Retention Sql
        Dashboard.Operations
        Dashboard.Http
            Grains: Messages Journal Events Telemetry Submissions
            Silo: Sql
            Dashboard: Operations
        Dashboard.Workbooks
            Grains: Messages Journal Metrics
            Dashboard: Formatting Http Security
        Dashboard.Spa
            Silo: Configuration
            Dashboard: Http Operations
        Dashboard.Configuration
            Silo: Configuration
        Dashboard
            Grains: Accounts
            Silo: . Configuration Sql
            Dashboard: Configuration
        Dashboard.Security
            Grains: Messages Accounts Audit ApiKeys Reference Screens
            Silo: Configuration
            Dashboard: . Http Operations
        Dashboard.Security.Authentication
            Grains: Messages Accounts ApiKeys Events Records Screens
            Silo: Sql
            Dashboard: . Http Security
        Dashboard.Security.Authorization
            Grains: Messages Accounts ApiKeys Campaigns Events Journal Live Metrics Reference Screens
            Dashboard: Http Security Security.Authentication Operations
        Dashboard.Security.Accounts
            Grains: Messages Accounts ApiKeys Audit Events Records Screens
            Silo: Configuration
            Dashboard: . Http Security Security.Authentication Security.Authorization Operations Workbooks
        Dashboard.Api
            Grains: Messages Projections Campaigns Journal Live Metrics Rankings Reference Targets
            Dashboard: . Formatting Security Security.Authorization Spa Http Operations Workbooks
        Dashboard.Formatting
            Grains: Messages Metrics
            Dashboard: Http
        Dashboard.Charts
            Grains: Messages Campaigns Journal Live Metrics Rankings Reference Targets
            Silo: Configuration
            Dashboard: . Api Formatting Security Security.Authorization Spa Http Operations
        Dashboard.Ingestion
            Grains: Messages Cities Metrics Reference Events Telemetry
            Silo: Configuration
            Dashboard: Security Security.Authorization Http Operations
        Dashboard.Live
            Grains: Messages Campaigns Live Metrics Rankings Reference Screens Telemetry
            Silo: Configuration
            Dashboard: Security Security.Authentication Security.Authorization Http Operations
        Dashboard.Screens
            Grains: Messages Events Screens
            Dashboard: Security Security.Authentication Security.Authorization Http Operations Workbooks
        Dashboard.ReferenceData
            Grains: Messages Cities Journal Live Rankings Reference
            Dashboard: Api Security Security.Authorization Http Operations Workbooks
        Dashboard.Submissions
            Grains: Messages Cities Journal Metrics Rankings Reference Events Submissions
            Silo: Configuration
            Dashboard: Security Security.Authorization Ingestion Http Operations Workbooks
        Dashboard.Import
            Grains: Messages Projections Journal Metrics Records Reference Events Submissions
            Silo: Configuration Sql
            Dashboard: Security Security.Authorization Ingestion Submissions Http Operations Workbooks
        Dashboard.Logging
            Silo: Configuration Sql
            Dashboard: . Api
        Dashboard.Telemetry
            Grains: Accounts Records Telemetry
            Silo: Configuration
            Dashboard: . Api Security Security.Authentication Logging Operations
        Dashboard.Health
            Grains: Journal
            Silo: Configuration Health Sql
            Dashboard: Telemetry Operations
        Dashboard.Demo
            Grains: Messages Accounts Campaigns Events Journal Live Metrics Rankings Reference Screens Submissions
            Silo: Configuration Sql
            Dashboard: . Http Ingestion Operations ReferenceData Security Security.Authentication
        """;

    // A Program composes the parts of its assembly and may use all of them.
    private static readonly IReadOnlyList<Type> Shipped =
    [
        .. new[] { Grains, Silo, Dashboard }.SelectMany(CodeReferences.WrittenTypes)
            .Where(type => type.Name != "Program"),
    ];

    public static TheoryData<Type> UsesOfCities =>
    [
        typeof(FaultyBase), typeof(IFaultyInterface), typeof(FaultyField), typeof(FaultyParameter),
        typeof(FaultyCall), typeof(FaultyLambda), typeof(FaultyAsync), typeof(FaultyTypeArgument),
        typeof(FaultyMethodArgument), typeof(FaultyAttribute), typeof(FaultyNested),
    ];

    [Fact]
    public void Each_assembly_references_only_those_below_it()
    {
        Assert.Equal(["IpMonitor.Grains", "IpMonitor.Silo"], References(Dashboard));
        Assert.Equal(["IpMonitor.Grains"], References(Silo));
        Assert.Empty(References(Grains));
    }

    [Fact]
    public void Each_namespace_uses_only_what_the_table_allows()
    {
        var violations = new NamespaceRules(Allowed).Violations(Shipped);
        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    [Fact]
    public void The_table_allows_no_cycle() => Assert.Empty(new NamespaceRules(Allowed).Cycles());

    [Fact]
    public void The_table_lists_the_namespaces_that_exist() => Assert.Equal(
        Shipped.Select(type => type.Namespace!["IpMonitor.".Length..]).Distinct().Order(StringComparer.Ordinal),
        new NamespaceRules(Allowed).Namespaces.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(UsesOfCities), DisableDiscoveryEnumeration = true)]
    public void A_use_that_is_not_in_the_table_is_found(Type faulty)
    {
        var violation = Assert.Single(new NamespaceRules("").Violations([faulty]));
        Assert.StartsWith($"{faulty} uses IpMonitor.Grains.Cities.", violation);
        Assert.EndsWith(": UnitTests.Architecture may not use Grains.Cities.", violation);
        Assert.Empty(new NamespaceRules("UnitTests.Architecture\n    Grains: Cities").Violations([faulty]));
    }

    [Theory]
    [InlineData("A\n    B: .\nB\n    A: .", "A <-> B")]
    [InlineData("A\n    A: X\nA.X\n    B: .\nB\n    A: .\nC\n    A: X", "A <-> A.X <-> B")]
    public void A_cycle_in_a_table_is_found(string table, string cycle) =>
        Assert.Equal([cycle], new NamespaceRules(table).Cycles());

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Select(name => name.Name!)
        .Where(name => name.StartsWith("IpMonitor", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);
}
