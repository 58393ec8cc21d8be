using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Timers;

namespace IpMonitor.Simulation.Runtime;

/// <summary>Configures a simulated silo with the extension methods that configure a real one.</summary>
internal sealed class SimulatedSiloBuilder : ISiloBuilder
{
    public SimulatedSiloBuilder(SimulatedProcess process, SimulatedReminderTable? reminders = null)
    {
        Services.AddSingleton(Configuration);
        Services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        Services.AddOptions();
        Services.AddSingleton(process);
        Services.AddSingleton<TimeProvider>(process.Clock);
        Services.AddKeyedSingleton<TimeProvider>(KeyedService.AnyKey, process.Clock);
        Services.AddSingleton<SimulatedSilo>();
        Services.AddSingleton<IClusterClient>(services => services.GetRequiredService<SimulatedSilo>().GrainFactory);
        Services.AddSingleton<IGrainFactory>(services => services.GetRequiredService<IClusterClient>());
        Services.AddSingleton<IGrainRuntime, SimulatedGrainRuntime>();
        Services.AddSingleton<ITimerRegistry, SimulatedTimerRegistry>();
        Services.AddSingleton(reminders ?? new SimulatedReminderTable());
        Services.AddSingleton<SimulatedReminderRegistry>();
        Services.AddSingleton<IReminderRegistry>(services => services.GetRequiredService<SimulatedReminderRegistry>());
        Services.AddScoped(_ => OrleansInternals.CurrentContext
            ?? throw new InvalidOperationException("The context of a grain is resolved outside a grain."));
    }

    public IServiceCollection Services { get; } = new ServiceCollection();

    public IConfiguration Configuration { get; } = new ConfigurationBuilder().Build();
}
