namespace Orleans.Runtime
{
    /// <summary>What can be called through a reference.</summary>
    public interface IAddressable;
}

namespace Orleans
{
    /// <summary>A grain.</summary>
    public interface IGrain : Runtime.IAddressable;

    /// <summary>A grain whose key is a string.</summary>
    public interface IGrainWithStringKey : IGrain;

    /// <summary>A grain whose key is a whole number.</summary>
    public interface IGrainWithIntegerKey : IGrain;

    /// <summary>A grain whose key is a Guid.</summary>
    public interface IGrainWithGuidKey : IGrain;

    /// <summary>An object outside the grains that grains may call; the runtime holds it weakly.</summary>
    public interface IGrainObserver : Runtime.IAddressable;
}
