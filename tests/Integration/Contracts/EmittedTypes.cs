using System.Reflection;
using System.Reflection.Emit;

namespace IpMonitor.IntegrationTests.Contracts;

/// <summary>
/// Emits types with an invalid or duplicate identity. Compiled ones would be registered with Orleans.
/// </summary>
internal static class EmittedTypes
{
    private static readonly ModuleBuilder Module = AssemblyBuilder
        .DefineDynamicAssembly(new AssemblyName("Emitted"), AssemblyBuilderAccess.Run).DefineDynamicModule("Emitted");

    private const MethodAttributes Abstract =
        MethodAttributes.Public | MethodAttributes.Abstract | MethodAttributes.Virtual;

    /// <summary>Emits a grain class.</summary>
    public static Type EmitGrain(string name, string grainType)
    {
        var type = Module.DefineType(name, TypeAttributes.Public, typeof(Grain));
        type.SetCustomAttribute(Of<GrainTypeAttribute>(grainType));
        return type.CreateType();
    }

    /// <summary>Emits a grain interface with methods, each with its alias.</summary>
    public static Type EmitInterface(
        string name, string alias, params ReadOnlySpan<(string Name, string Alias)> methods)
    {
        var type = Module.DefineType(name, TypeAttributes.Public | TypeAttributes.Interface | TypeAttributes.Abstract);
        type.AddInterfaceImplementation(typeof(IGrainWithStringKey));
        type.SetCustomAttribute(Of<AliasAttribute>(alias));
        foreach (var method in methods)
            type.DefineMethod(method.Name, Abstract, typeof(Task), [])
                .SetCustomAttribute(Of<AliasAttribute>(method.Alias));
        return type.CreateType();
    }

    private static CustomAttributeBuilder Of<T>(string value) where T : Attribute =>
        new(typeof(T).GetConstructor([typeof(string)])!, [value]);
}
