using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.OrleansContracts;

/// <summary>Returns its key; one grain interface per key type.</summary>
public interface INamedGrain
{
    Task<string> GetName();
}

public interface IStringGrain : IGrainWithStringKey, INamedGrain;

public interface IOtherStringGrain : IGrainWithStringKey, INamedGrain;

public interface INumberGrain : IGrainWithIntegerKey, INamedGrain;

public interface IGuidGrain : IGrainWithGuidKey, INamedGrain
{
    Task<IGuidGrain> GetReference();

    Task<bool> IsSame(IGuidGrain other);

    Task<string> NameOf(IGuidGrain other);

    Task<bool> IsReference(IGuidGrain other);

    Task<bool> PassesReference(IGuidGrain target);
}

public sealed class StringGrain : Grain, IStringGrain
{
    public Task<string> GetName() => Task.FromResult($"string {this.GetPrimaryKeyString()}");
}

public sealed class OtherStringGrain : Grain, IOtherStringGrain
{
    public Task<string> GetName() => Task.FromResult($"other {this.GetPrimaryKeyString()}");
}

public sealed class NumberGrain : Grain, INumberGrain
{
    public Task<string> GetName() => Task.FromResult($"number {this.GetPrimaryKeyLong()}");
}

public sealed class GuidGrain : Grain, IGuidGrain
{
    public Task<string> GetName() => Task.FromResult($"guid {this.GetPrimaryKey()}");

    public Task<IGuidGrain> GetReference() => Task.FromResult(this.AsReference<IGuidGrain>());

    public Task<bool> IsSame(IGuidGrain other) => Task.FromResult(this.AsReference<IGuidGrain>().Equals(other));

    public Task<string> NameOf(IGuidGrain other) => other.GetName();

    public Task<bool> IsReference(IGuidGrain other) => Task.FromResult(other is not Orleans.Grain);

    public Task<bool> PassesReference(IGuidGrain target) => target.IsReference(this);
}

public sealed class IdentityTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    [Fact]
    public async Task A_grain_knows_its_key_of_each_kind()
    {
        var guid = Guid.NewGuid();
        Assert.Equal("string 淄博/1", await shared.Grains.GetGrain<IStringGrain>("淄博/1").GetName().WithinTimeLimit());
        Assert.Equal("number -7", await shared.Grains.GetGrain<INumberGrain>(-7).GetName().WithinTimeLimit());
        Assert.Equal($"guid {guid}", await shared.Grains.GetGrain<IGuidGrain>(guid).GetName().WithinTimeLimit());
    }

    [Fact]
    public void A_reference_knows_its_key_of_each_kind()
    {
        var guid = Guid.NewGuid();
        Assert.Equal("淄博/1", shared.Grains.GetGrain<IStringGrain>("淄博/1").GetPrimaryKeyString());
        Assert.Equal(-7, shared.Grains.GetGrain<INumberGrain>(-7).GetPrimaryKeyLong());
        Assert.Equal(guid, shared.Grains.GetGrain<IGuidGrain>(guid).GetPrimaryKey());
    }

    [Fact]
    public async Task The_same_key_in_another_interface_is_another_grain()
    {
        Assert.Equal("string 1", await shared.Grains.GetGrain<IStringGrain>("1").GetName().WithinTimeLimit());
        Assert.Equal("other 1", await shared.Grains.GetGrain<IOtherStringGrain>("1").GetName().WithinTimeLimit());
        Assert.Equal("number 1", await shared.Grains.GetGrain<INumberGrain>(1).GetName().WithinTimeLimit());
    }

    [Fact]
    public void References_to_the_same_grain_are_equal()
    {
        var grain = shared.Grains.GetGrain<IStringGrain>("1");
        Assert.Equal(grain, shared.Grains.GetGrain<IStringGrain>("1"));
        Assert.Equal(grain.GetHashCode(), shared.Grains.GetGrain<IStringGrain>("1").GetHashCode());
        Assert.NotEqual(grain, shared.Grains.GetGrain<IStringGrain>("2"));
        Assert.False(grain.Equals(shared.Grains.GetGrain<IOtherStringGrain>("1")));
    }

    [Fact]
    public void A_string_key_is_not_empty() =>
        Assert.ThrowsAny<ArgumentException>(() => shared.Grains.GetGrain<IStringGrain>(""));

    [Fact]
    public async Task Grains_pass_references_to_themselves_and_to_others()
    {
        var grain = shared.Grains.GetGrain<IGuidGrain>(Guid.NewGuid());
        var other = shared.Grains.GetGrain<IGuidGrain>(Guid.NewGuid());
        Assert.Equal(grain, await grain.GetReference().WithinTimeLimit());
        Assert.True(await grain.IsSame(grain).WithinTimeLimit());
        Assert.Equal($"guid {other.GetPrimaryKey()}", await grain.NameOf(other).WithinTimeLimit());
    }

    [Fact]
    public async Task A_grain_that_passes_itself_passes_a_reference()
    {
        var grain = shared.Grains.GetGrain<IGuidGrain>(Guid.NewGuid());
        var other = shared.Grains.GetGrain<IGuidGrain>(Guid.NewGuid());
        Assert.True(await grain.PassesReference(other).WithinTimeLimit());
    }

    [Fact]
    public void The_client_and_the_grain_factory_are_services_of_the_host()
    {
        Assert.Equal(shared.Cluster.Client.GetGrain<INumberGrain>(1), shared.Grains.GetGrain<INumberGrain>(1));
        Assert.NotNull(shared.Cluster.Client.ServiceProvider.GetService(typeof(GrainRecorder)));
    }
}
