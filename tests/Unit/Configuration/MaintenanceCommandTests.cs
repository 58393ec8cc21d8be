using IpMonitor.Silo.Configuration;

namespace IpMonitor.UnitTests.Configuration;

public sealed class MaintenanceCommandTests
{
    [Fact]
    public void A_message_names_the_command_of_the_source_or_of_the_published_folder()
    {
        Assert.True(MaintenanceCommand.IsInSource(AppContext.BaseDirectory));
        Assert.False(MaintenanceCommand.IsInSource(Path.GetTempPath()));
        Assert.Equal("dotnet ipm.cs backup FILE", MaintenanceCommand.Format("backup FILE"));
        Assert.Equal(
            "dotnet IpMonitor.Silo.dll backup FILE --data DIR",
            MaintenanceCommand.Format("backup FILE", isBuiltFromSource: false));
    }
}
