using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using IpMonitor.Dashboard.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Security;

/// <summary>Limits the requests per minute of each address and API key, in this process.</summary>
internal static class RateLimits
{
    /// <summary>Name of the policy for sign-in attempts.</summary>
    public const string SignIn = "signing-in";
    /// <summary>Name of the policy for requests of a screen that is not paired yet.</summary>
    public const string Pairing = "pairing";
    /// <summary>Name of the policy for new pairing codes, whose total number is limited.</summary>
    public const string PairingCode = "offering";

    /// <summary>Type of the claim that holds the requests per minute of an API key.</summary>
    public const string PerMinuteClaim = "rate";

    public static void AddRateLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptions<SecurityOptions>>((limiter, security) =>
        {
            var limits = security.Value;
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(
                context => GetGlobalPartition(context, limits));
            limiter.AddPolicy(SignIn, context => LimitPerMinute(
                $"signing in {GetAddressPartition(context)}", limits.SignInAttemptsPerAddress));
            // Each screen polls every few seconds until its code is entered, and a hall has many screens.
            limiter.AddPolicy(Pairing, context => LimitPerMinute(
                $"pairing {GetAddressPartition(context)}", limits.RequestsPerAddress));
            limiter.AddPolicy(PairingCode, context => LimitPerMinute(
                $"offering {GetAddressPartition(context)}", limits.PairingCodesPerAddress));
            limiter.OnRejected = async (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter = "60";
                await ProblemResults.Create(429, "too_many_requests")
                    .ExecuteAsync(rejected.HttpContext);
            };
        });
    }

    /// <summary>Returns the partition key of a client: the address for IPv4, the /64 network for IPv6.</summary>
    /// <remarks>A machine can choose any IPv6 address within its /64 network.</remarks>
    public static string GetAddressPartition(HttpContext context) =>
        (context.Connection.RemoteIpAddress ?? IPAddress.None) switch
        {
            { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
            { AddressFamily: AddressFamily.InterNetworkV6 } address =>
                Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8)),
            var address => address.ToString(),
        };

    private static RateLimitPartition<string> GetGlobalPartition(HttpContext context, SecurityOptions limits)
    {
        if (context.User.IsInRole(Roles.Bootstrap))
            return RateLimitPartition.GetNoLimiter("");
        return context.User.FindFirstValue(PerMinuteClaim) is { } perMinute
            ? LimitPerMinute(context.User.Identity!.Name!, int.Parse(perMinute, CultureInfo.InvariantCulture))
            : LimitPerMinute(GetAddressPartition(context), limits.RequestsPerAddress);
    }

    private static RateLimitPartition<string> LimitPerMinute(string partition, int requests) =>
        RateLimitPartition.GetSlidingWindowLimiter(partition, _ => new()
        {
            PermitLimit = requests,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
        });
}
