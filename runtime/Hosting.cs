using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace Orleans.Hosting
{
    /// <summary>Configures a silo.</summary>
    public interface ISiloBuilder
    {
        /// <summary>The services of the host.</summary>
        IServiceCollection Services { get; }

        /// <summary>The configuration of the host.</summary>
        IConfiguration Configuration { get; }
    }

    /// <summary>Adds a silo to a host.</summary>
    public static class OrleansSiloGenericHostExtensions
    {
        /// <summary>Adds a silo to a host that is being built.</summary>
        public static IHostApplicationBuilder UseOrleans(this IHostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
        {
            configureDelegate(new LocalSiloBuilder(hostAppBuilder.Services, hostAppBuilder.Configuration));
            return hostAppBuilder;
        }

        /// <summary>Adds a silo to a host that is being built.</summary>
        public static HostApplicationBuilder UseOrleans(this HostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
        {
            ((IHostApplicationBuilder)hostAppBuilder).UseOrleans(configureDelegate);
            return hostAppBuilder;
        }

        private sealed class LocalSiloBuilder : ISiloBuilder
        {
            public LocalSiloBuilder(IServiceCollection services, IConfiguration configuration)
            {
                Services = services;
                Configuration = configuration;
                services.TryAddSingleton(TimeProvider.System);
                services.AddSingleton<LocalSilo>();
                services.AddSingleton<LocalGrainFactory>();
                services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<LocalGrainFactory>());
                services.AddSingleton<IClusterClient>(provider => provider.GetRequiredService<LocalGrainFactory>());
                services.AddHostedService(provider => provider.GetRequiredService<LocalSilo>());
            }

            public IServiceCollection Services { get; }

            public IConfiguration Configuration { get; }
        }
    }

    /// <summary>What can be set on a silo.</summary>
    public static class SiloBuilderExtensions
    {
        /// <summary>A cluster of this one process; there is no other in the stand-in, so the ports go unused.</summary>
        public static ISiloBuilder UseLocalhostClustering(
            this ISiloBuilder builder, int siloPort = 11111, int gatewayPort = 30000, IPEndPoint? primarySiloEndpoint = null,
            string serviceId = "dev", string clusterId = "dev") => builder;

        /// <summary>Sets options.</summary>
        public static ISiloBuilder Configure<TOptions>(this ISiloBuilder builder, Action<TOptions> configureOptions) where TOptions : class
        {
            builder.Services.Configure(configureOptions);
            return builder;
        }
    }
}

namespace Orleans.Configuration
{
    /// <summary>How calls travel.</summary>
    public abstract class MessagingOptions
    {
        /// <summary>How long a caller waits for an answer.</summary>
        public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);
    }

    /// <summary>How calls travel from a silo.</summary>
    public class SiloMessagingOptions : MessagingOptions;

    /// <summary>How calls travel from a client.</summary>
    public class ClientMessagingOptions : MessagingOptions;

    /// <summary>When idle grains are collected.</summary>
    public class GrainCollectionOptions
    {
        /// <summary>How long nobody called.</summary>
        public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

        /// <summary>How often the runtime looks.</summary>
        public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);
    }
}
