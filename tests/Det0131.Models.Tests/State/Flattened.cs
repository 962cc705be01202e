using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Det0131.Models.Tests.State;

/// <summary>Objects as text, to compare everything that they hold, whatever fields they will have one day.</summary>
internal static class Flattened
{
    /// <summary>Everything that an object holds, by reflection over its public properties, numbers by their bits.</summary>
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Add(value, "", text);
        return text.ToString();
    }

    private static void Add(object? value, string path, StringBuilder text)
    {
        switch (value)
        {
            case null or string or Enum or bool or int or long or ulong or UInt128:
                text.Append(CultureInfo.InvariantCulture, $"{path}={value ?? "(null)"}\n");
                break;
            case double number:
                text.Append(CultureInfo.InvariantCulture, $"{path}={BitConverter.DoubleToInt64Bits(number):x}\n");
                break;
            case float number:
                text.Append(CultureInfo.InvariantCulture, $"{path}={BitConverter.SingleToInt32Bits(number):x}\n");
                break;
            case IEnumerable list:
                var index = 0;
                foreach (var item in list)
                {
                    Add(item, $"{path}[{index++}]", text);
                }

                break;
            default:
                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
                {
                    Add(property.GetValue(value), $"{path}.{property.Name}", text);
                }

                break;
        }
    }
}
