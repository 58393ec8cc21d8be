using System.Reflection;
using System.Reflection.Emit;

namespace IpMonitor.UnitTests.Architecture;

/// <summary>A type or member that a type refers to.</summary>
/// <param name="From">The outermost type whose declaration or code refers to it.</param>
/// <param name="To">The type or member.</param>
internal sealed record CodeReference(Type From, MemberInfo To)
{
    /// <summary>The types that the reference names: the member's type and all type arguments.</summary>
    public IEnumerable<Type> Types => To switch
    {
        Type type => NamedTypes(type),
        MethodInfo { IsGenericMethod: true } method =>
            [.. NamedTypes(method.DeclaringType), .. method.GetGenericArguments().SelectMany(NamedTypes)],
        _ => NamedTypes(To.DeclaringType),
    };

    /// <summary>The full name of the type or member, for messages.</summary>
    public string Name => To is Type type ? $"{type}" : $"{To.DeclaringType}.{To.Name}";

    private static IEnumerable<Type> NamedTypes(Type? type) => type switch
    {
        null or { IsGenericParameter: true } => [],
        { HasElementType: true } => NamedTypes(type.GetElementType()),
        { IsGenericType: true } =>
            [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(NamedTypes)],
        _ => [type],
    };
}

/// <summary>
/// Reads the references of compiled types: declarations, attributes and method bodies, including those of lambdas and
/// async methods. Constants and <c>nameof</c> leave no trace in compiled code.
/// </summary>
internal static class CodeReferences
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public
        | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Instructions = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>The types of an assembly that are written by hand and not nested in another.</summary>
    public static IEnumerable<Type> WrittenTypes(Assembly assembly) => assembly.GetTypes()
        .Where(type => !type.IsNested && type.Namespace?.StartsWith("IpMonitor", StringComparison.Ordinal) == true);

    /// <summary>All references of a type and of the types nested in it.</summary>
    public static IEnumerable<CodeReference> ReferencesOf(Type type) =>
        WithNested(type).SelectMany(Referenced).Distinct().Select(member => new CodeReference(type, member));

    /// <summary>A type and the types nested in it, including those of lambdas and async methods.</summary>
    public static IEnumerable<Type> WithNested(Type type) =>
        type.GetNestedTypes(Declared).SelectMany(WithNested).Prepend(type);

    private static IEnumerable<MemberInfo> Referenced(Type type)
    {
        if (type.BaseType is { } parent) yield return parent;
        foreach (var item in type.GetInterfaces()) yield return item;
        foreach (var item in Attributes(type)) yield return item;
        foreach (var field in type.GetFields(Declared)) yield return field.FieldType;
        foreach (var member in type.GetMembers(Declared))
            foreach (var item in Attributes(member)) yield return item;
        foreach (var method in type.GetMethods(Declared))
        {
            yield return method.ReturnType;
            foreach (var item in Parameters(method).Concat(BodyReferences(method))) yield return item;
        }
        foreach (var constructor in type.GetConstructors(Declared))
            foreach (var item in Parameters(constructor).Concat(BodyReferences(constructor))) yield return item;
    }

    private static IEnumerable<Type> Attributes(MemberInfo member) => member.GetCustomAttributesData()
        .SelectMany(data => data.ConstructorArguments.Select(argument => argument.Value).OfType<Type>()
            .Prepend(data.AttributeType));

    private static IEnumerable<MemberInfo> Parameters(MethodBase method) =>
        method.GetParameters().Select(parameter => parameter.ParameterType);

    private static IEnumerable<MemberInfo> BodyReferences(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body) yield break;
        foreach (var clause in body.ExceptionHandlingClauses)
            if (clause is { Flags: ExceptionHandlingClauseOptions.Clause, CatchType: { } caught }) yield return caught;
        var typeArguments = method.DeclaringType!.GetGenericArguments();
        var arguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        foreach (var token in MetadataTokens(body.GetILAsByteArray()!))
            yield return method.Module.ResolveMember(token, typeArguments, arguments)!;
    }

    // The metadata tokens of types, fields and methods in the instructions of a method.
    private static IEnumerable<int> MetadataTokens(byte[] code)
    {
        for (var offset = 0; offset < code.Length;)
        {
            var value = (short)code[offset++];
            if (value == 0xFE) value = (short)(0xFE00 | code[offset++]);
            var operand = Instructions[value].OperandType;
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineType
                or OperandType.InlineTok) yield return BitConverter.ToInt32(code, offset);
            offset += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, offset),
                _ => 4,
            };
        }
    }
}
