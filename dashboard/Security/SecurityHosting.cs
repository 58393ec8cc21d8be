using IpMonitor.Silo.Configuration;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Security;

/// <summary>Registers the options and services that all parts of security share.</summary>
internal static class SecurityHosting
{
    public static void AddSecurity(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsSection<SecurityOptions>("Security").Validate(options =>
            options.Validate() is { } error
            ? throw new OptionsValidationException("Security", typeof(SecurityOptions), [error])
            : true);
        builder.Services.AddSingleton<AuditLog>();
        builder.Services.AddSingleton<IdentityGrains>();
        builder.Services.AddSingleton<PublicPages>();
    }
}
