using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Hosting;
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

    /// <summary>What can be set on a silo.</summary>
    public static class SiloBuilderExtensions
    {
        /// <summary>Adds services.</summary>
        public static ISiloBuilder ConfigureServices(this ISiloBuilder builder, Action<IServiceCollection> configureDelegate)
        {
            configureDelegate(builder.Services);
            return builder;
        }

        /// <summary>Sets options.</summary>
        public static ISiloBuilder Configure<TOptions>(this ISiloBuilder builder, Action<TOptions> configureOptions) where TOptions : class =>
            builder.ConfigureServices(services => services.Configure(configureOptions));

        /// <summary>Sets options from the configuration.</summary>
        public static ISiloBuilder Configure<TOptions>(this ISiloBuilder builder, IConfiguration configuration) where TOptions : class =>
            builder.ConfigureServices(services => services.AddOptions<TOptions>().Bind(configuration));
    }

    /// <summary>Which cluster a silo is of.</summary>
    public static class CoreHostingExtensions
    {
        /// <summary>A cluster of this one process; there is no other in the stand-in, and it opens no ports.</summary>
        public static ISiloBuilder UseLocalhostClustering(
            this ISiloBuilder builder, int siloPort = 11111, int gatewayPort = 30000, IPEndPoint? primarySiloEndpoint = null,
            string serviceId = "dev", string clusterId = "dev") => builder;
    }

    internal sealed class LocalSiloBuilder : ISiloBuilder
    {
        private LocalSiloBuilder(IServiceCollection services, IConfiguration configuration)
        {
            Services = services;
            Configuration = configuration;
            services.AddSingleton(this);
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton<Threads>();
            services.AddSingleton<LocalSilo>();
            services.AddSingleton<IClusterClient>(provider => provider.GetRequiredService<LocalSilo>().GrainFactory);
            services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<IClusterClient>());
            services.AddHostedService(provider => provider.GetRequiredService<LocalSilo>());
        }

        public IServiceCollection Services { get; }

        public IConfiguration Configuration { get; }

        /// <summary>The silo of these services; a second call configures the same one.</summary>
        public static LocalSiloBuilder Of(IServiceCollection services, IConfiguration configuration) =>
            services.FirstOrDefault(service => service.ServiceType == typeof(LocalSiloBuilder))?.ImplementationInstance as LocalSiloBuilder
            ?? new(services, configuration);
    }
}

namespace Microsoft.Extensions.Hosting
{
    /// <summary>Adds a silo to a host.</summary>
    public static class OrleansSiloGenericHostExtensions
    {
        /// <summary>Adds a silo to a host that is being built.</summary>
        public static IHostApplicationBuilder UseOrleans(this IHostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
        {
            configureDelegate(LocalSiloBuilder.Of(hostAppBuilder.Services, hostAppBuilder.Configuration));
            return hostAppBuilder;
        }

        /// <summary>Adds a silo to a host that is being built.</summary>
        public static HostApplicationBuilder UseOrleans(this HostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
        {
            ((IHostApplicationBuilder)hostAppBuilder).UseOrleans(configureDelegate);
            return hostAppBuilder;
        }

        /// <summary>Adds a silo to a host that is being built.</summary>
        public static IHostBuilder UseOrleans(this IHostBuilder hostBuilder, Action<HostBuilderContext, ISiloBuilder> configureDelegate) =>
            hostBuilder.ConfigureServices((context, services) =>
                configureDelegate(context, LocalSiloBuilder.Of(services, context.Configuration)));

        /// <summary>Adds a silo to a host that is being built.</summary>
        public static IHostBuilder UseOrleans(this IHostBuilder hostBuilder, Action<ISiloBuilder> configureDelegate) =>
            hostBuilder.UseOrleans((_, silo) => configureDelegate(silo));
    }
}
