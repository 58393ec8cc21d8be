namespace IpMonitor.Grains.Accounts;

/// <summary>The role of an account.</summary>
[GenerateSerializer, Alias("ipm.role")]
public enum Role
{
    /// <summary>The province's office: everything, including the accounts.</summary>
    Province,
    /// <summary>A city's bureau: submits, corrects and reads the rows of its own city.</summary>
    Bureau,
    /// <summary>Reviews and publishes the submissions of others.</summary>
    Reviewer,
    /// <summary>Manages campaigns and screens.</summary>
    Organizer,
    /// <summary>Reads everything and changes nothing.</summary>
    Auditor,
}
