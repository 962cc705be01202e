using System.Text.Json.Serialization;

namespace Det0131.Reports;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(List<ReportChart>))]
internal sealed partial class ReportJson : JsonSerializerContext;
