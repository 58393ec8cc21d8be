using IpMonitor.Dashboard;
using IpMonitor.Dashboard.Api;
using IpMonitor.Dashboard.Demo;
using IpMonitor.Dashboard.Desk;
using IpMonitor.Dashboard.Doors;
using IpMonitor.Dashboard.Import;
using IpMonitor.Dashboard.Intake;
using IpMonitor.Dashboard.Live;
using IpMonitor.Dashboard.Logs;
using IpMonitor.Dashboard.Pages;
using IpMonitor.Dashboard.Screens;
using IpMonitor.Dashboard.Submissions;
using IpMonitor.Dashboard.Wire;
using IpMonitor.Silo;

args = CommandLine.Read(args);
// Settings and pages lie beside the program, wherever it is started from.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
var settings = builder.AddSettings(args);
builder.AddLogs();
builder.AddDemo(settings);
builder.AddSilo(settings);
builder.AddTransport();
builder.AddDoors(settings);
builder.AddSecurityHeaders();
builder.AddIntake();
builder.AddImport();
builder.AddReference();
builder.AddSubmissions();
builder.AddApi();
builder.AddLive();
builder.AddPages();

var app = builder.Build();
app.UseSecurityHeaders();
app.UseProblems();
app.UseRefusalLog();
app.UseTransport();
app.UsePages();
app.UseDoors();
app.MapDoors();
app.MapAbout();
app.MapEvents();
app.MapImport();
app.MapFigures();
app.MapPast();
app.MapEvidence();
app.MapReference();
app.MapSubmissions();
app.MapCampaigns();
app.MapScreens();
app.MapLive();
app.MapHealth();
app.MapDescription();
app.MapPages();

await app.RunAsync();

namespace IpMonitor.Dashboard
{
    /// <summary>The entry point, visible to the tests that run it.</summary>
    public sealed partial class Program;
}
