namespace Orleans.Runtime
{
    /// <summary>Something went wrong between grains.</summary>
    [GenerateSerializer]
    public class OrleansException(string message, Exception? innerException = null) : Exception(message, innerException);

    /// <summary>A call was refused before it began.</summary>
    [GenerateSerializer]
    public class OrleansMessageRejectionException : OrleansException
    {
        internal OrleansMessageRejectionException(string message) : base(message)
        {
        }
    }

    /// <summary>Refused by a silo that is stopping or gone.</summary>
    [GenerateSerializer]
    public sealed class SiloUnavailableException(string msg) : OrleansMessageRejectionException(msg);

    /// <summary>The options make no sense.</summary>
    [GenerateSerializer]
    public sealed class OrleansConfigurationException(string message) : Exception(message);
}

namespace Orleans.Serialization
{
    /// <summary>Something that cannot cross a call was to cross one.</summary>
    [GenerateSerializer]
    public sealed class CodecNotFoundException : Exception
    {
        internal CodecNotFoundException(string message, Exception innerException) : base(message, innerException)
        {
        }
    }
}
