using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans
{
    /// <summary>What every grain class has. Here every grain class also derives from <see cref="Grain"/>.</summary>
    public interface IGrainBase
    {
        /// <summary>The activation it lives in.</summary>
        IGrainContext GrainContext { get; }

        /// <summary>Runs before the first call; if it throws, that call fails and the next one tries again.</summary>
        Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

        /// <summary>Runs after the last call.</summary>
        Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
    }

#pragma warning disable CA1725 // Orleans itself names the parameters differently in the class and in the interface.
    /// <summary>The base of grain classes.</summary>
    public abstract class Grain : IGrainBase, IAddressable
    {
        private readonly Activation? _activation = TurnScheduler.Here;

        /// <inheritdoc/>
        public IGrainContext GrainContext => Activation;

        /// <summary>Gives references to other grains.</summary>
        protected IGrainFactory GrainFactory => Activation.Silo.GrainFactory;

        /// <summary>The services of this activation.</summary>
        protected internal IServiceProvider ServiceProvider => Activation.ActivationServices;

        internal Activation Activation =>
            _activation ?? throw new InvalidOperationException("A grain is made by the runtime, on the first call to it.");

        /// <inheritdoc/>
        public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        /// <inheritdoc/>
        public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

        /// <summary>Deactivates when the requests that run are done; those that wait go to the next activation.</summary>
        protected void DeactivateOnIdle() =>
            Activation.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "DeactivateOnIdle was called."));

        /// <summary>Keeps the activation from being collected for so long; zero or less takes it back.</summary>
        protected void DelayDeactivation(TimeSpan timeSpan) => Activation.DelayDeactivation(timeSpan);
    }
#pragma warning restore CA1725

    /// <summary>Why an activation ended.</summary>
    public enum DeactivationReasonCode : byte
    {
        /// <summary>Not told.</summary>
        None,
        /// <summary>The process is stopping.</summary>
        ShuttingDown,
        /// <summary>Nobody called for a while.</summary>
        ActivationIdle = 4,
        /// <summary>The grain asked for it.</summary>
        ApplicationRequested = 9,
    }

    /// <summary>Why an activation ended, in words.</summary>
    public readonly struct DeactivationReason(DeactivationReasonCode code, string text)
    {
        /// <summary>The reason as a code.</summary>
        public DeactivationReasonCode ReasonCode { get; } = code;

        /// <summary>The reason in words.</summary>
        public string Description { get; } = text;

        /// <inheritdoc/>
        public override string ToString() => $"{ReasonCode}: {Description}";
    }
}

namespace Orleans.Runtime
{
    /// <summary>The activation a grain lives in, as far as anybody asks.</summary>
    public interface IGrainContext
    {
        /// <summary>The services of this activation; a scope of the host's.</summary>
        IServiceProvider ActivationServices { get; }
    }
}
