#!/usr/bin/env dotnet
#:property PublishAot=false
#:include tools/Program.cs
#:include tools/CommandArguments.cs
#:include tools/CommandException.cs
#:include tools/HelpCommand.cs
#:include tools/RunCommand.cs
#:include tools/TestCommand.cs
#:include tools/TestRunner.cs
#:include tools/TestProgram.cs
#:include tools/TestReport.cs
#:include tools/TestSummary.cs
#:include tools/BenchmarkCommands.cs
#:include tools/BrowserCommands.cs
#:include tools/StoreCommands.cs
#:include tools/SbomCommand.cs
#:include tools/CommitsCommand.cs
#:include tools/CommitSubject.cs
#:include tools/DoctorCommand.cs
#:include tools/EnvironmentCheck.cs
#:include tools/Prerequisites.cs
#:include tools/Requirement.cs
#:include tools/MsBuild.cs
#:include tools/ProcessRunner.cs
#:include tools/RepositoryPaths.cs

// The entry point of every task, on Windows, macOS and Linux: dotnet ipm.cs help
//
// The sources are in tools/, which is also a project of the solution, for editors and unit tests. Each file is listed
// because the SDK caches the built app only then: it builds a project reference or a pattern again at each start, which
// takes a second.
