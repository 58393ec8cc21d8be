using System.Reflection;
using IpMonitor.Grains.Cities;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.OrleansContracts;
using IpMonitor.Silo.Sql;
using Orleans.Metadata;
using Orleans.Serialization.Invocation;
using Orleans.Serialization.TypeSystem;

namespace IpMonitor.IntegrationTests.Contracts;

/// <summary>Renaming a C# type, method or member changes neither the wire format nor stores.</summary>
public sealed class WireContractTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private static readonly Assembly[] Assemblies =
        [typeof(ICityGrain).Assembly, typeof(SqlDatabase).Assembly, typeof(Dashboard.Live.TopicRelay).Assembly];

    private static readonly IReadOnlyList<Type> Shipped = WireContract.TypesOf(Assemblies);

    public static TheoryData<string, Type[]> Faulty => new()
    {
        { "EchoGrain has no [GrainType]", [typeof(EchoGrain)] },
        { "Grain1 has the identity \"City\"", [EmittedTypes.EmitGrain("Grain1", "City")] },
        { "Grain2 has the identity of", [typeof(CityGrain), EmittedTypes.EmitGrain("Grain2", "city")] },
        { "IEchoGrain has no [Alias]", [typeof(IEchoGrain)] },
        { "IEchoGrain.Echo has no [Alias]", [typeof(IEchoGrain)] },
        { "IGrain1 has the identity \"ipm.City\"", [EmittedTypes.EmitInterface("IGrain1", "ipm.City")] },
        { "IGrain2.B has the identity \"Go\"", [EmittedTypes.EmitInterface("IGrain2", "ipm.two", ("B", "Go"))] },
        {
            "IGrain3.B has the identity of",
            [EmittedTypes.EmitInterface("IGrain3", "ipm.three", ("A", "go"), ("B", "go"))]
        },
        {
            "IGrain4 has the identity of",
            [typeof(ICityGrain), EmittedTypes.EmitInterface("IGrain4", "ipm.city-grain")]
        },
        { "TestMessage has the identity \"ipm.tests.Letter\"", [typeof(TestMessage)] },
        { "WithoutId has no [GenerateSerializer]", [typeof(ImmutabilityTests.WithoutId)] },
        { "WithoutId has no [Alias]", [typeof(ImmutabilityTests.WithoutId)] },
        { "WithoutId.Text has no [Id]", [typeof(ImmutabilityTests.WithoutId)] },
        { "DuplicateId.Other has the [Id] of Text", [typeof(ImmutabilityTests.DuplicateId)] },
        { "Colour has no [Alias]", [typeof(Painted)] },
    };

    [Fact]
    public void Every_identity_equals_the_baseline()
    {
        var folder = TestFolder.CreatePath();
        using var store = new SqliteDatabase(folder);
        using var connection = store.Open();
        string[] found =
        [
            .. WireContract.Read(Shipped).Lines,
            .. StoreContract.Tables(connection), .. StoreContract.EnumTexts(), .. StoreContract.JsonProperties(),
        ];
        var differences = ContractBaseline.Differences(ContractBaseline.Read(), found);
        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
    }

    [Fact]
    public void The_baseline_is_sorted() =>
        Assert.Equal(ContractBaseline.Read().Order(StringComparer.Ordinal), ContractBaseline.Read());

    [Fact]
    public void Every_grain_interface_method_and_message_has_its_attribute() =>
        Assert.Empty(WireContract.Read(Shipped).Faults);

    [Theory]
    [MemberData(nameof(Faulty), DisableDiscoveryEnumeration = true)]
    public void An_identity_without_an_attribute_is_found(string fault, Type[] types) =>
        Assert.Contains(WireContract.Read(types).Faults, found => found.Contains(fault, StringComparison.Ordinal));

    [Fact]
    public void A_difference_states_the_remedy()
    {
        Assert.Empty(ContractBaseline.Differences(["grain city: ipm.city-grain"], ["grain city: ipm.city-grain"]));
        var differences = ContractBaseline.Differences(
            ["grain city: ipm.city-grain", "type ipm.event 00: String", "type ipm.event 01: Int64"],
            ["grain city: ipm.city-grain", "type ipm.event 00: Int32", "type ipm.event 02: Int64"]);
        Assert.Collection(differences,
            added => Assert.StartsWith("added: type ipm.event 02: Int64", added),
            changed => Assert.StartsWith("changed: type ipm.event 00: String is now type ipm.event 00: Int32", changed),
            removed => Assert.StartsWith("removed: type ipm.event 01: Int64", removed));
    }

    [Fact]
    public void Orleans_names_grains_and_interfaces_by_their_attributes()
    {
        var grains = shared.Cluster.GetService<GrainTypeResolver>();
        var interfaces = shared.Cluster.GetService<GrainInterfaceTypeResolver>();
        Assert.All(Shipped.Where(WireContract.IsGrain),
            type => Assert.Equal(WireContract.GrainTypeOf(type), $"{grains.GetGrainType(type)}"));
        Assert.All(Shipped.Where(WireContract.IsInterface),
            type => Assert.StartsWith("ipm.", $"{interfaces.GetGrainInterfaceType(type)}"));
        Assert.Equal("ipm.city-grain", $"{interfaces.GetGrainInterfaceType(typeof(ICityGrain))}");
    }

    [Fact]
    public void Orleans_names_no_call_result_or_message_by_its_type()
    {
        var converter = shared.Cluster.GetService<TypeConverter>();
        var calls = Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsAssignableTo(typeof(IInvokable)) && !type.IsAbstract).ToList();
        var methods = Shipped.Where(WireContract.IsInterface).SelectMany(type => type.GetMethods()).ToList();
        Assert.Equal(methods.Count, calls.Count);
        Type[] types =
        [
            .. calls, .. Shipped.Where(WireContract.IsSerialized),
            .. methods.Where(method => method.ReturnType.IsGenericType)
                .Select(method => typeof(Response<>).MakeGenericType(method.ReturnType.GenericTypeArguments)),
        ];
        Assert.All(types, type =>
        {
            var name = converter.Format(type);
            Assert.DoesNotContain("IpMonitor", name);
            Assert.Equal(type, converter.Parse(name));
        });
    }

    [Fact]
    public void Both_databases_and_an_export_have_the_same_tables_and_columns()
    {
        var folder = TestFolder.CreatePath();
        using var store = new SqliteDatabase(folder);
        using var connection = store.Open();
        var tables = StoreContract.Tables(connection).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(tables, StoreContract.PostgresTables().Order(StringComparer.Ordinal));
        Assert.Equal(tables, StoreContract.ExportTables().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_record_kind_has_a_unique_name()
    {
        var names = StoreContract.RecordKinds().Select(kind => kind.Name).ToList();
        Assert.NotEmpty(names);
        Assert.Equal(names.Distinct(), names);
    }

    public sealed record Painted([property: Id(0)] Colour Colour);

    public enum Colour
    {
        Red,
    }
}
