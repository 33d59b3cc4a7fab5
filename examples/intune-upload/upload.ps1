<#
Sends records of `smime keys export --intune` to Microsoft Graph, one POST for each line.

  $env:TOKEN = '...'; .\upload.ps1 alice.ndjson, bob.ndjson

TOKEN is an access token. Each answer is appended to the log: time, status, file and line, user,
thumbprint, purpose, and Graph's own code and request id. A record that the log says was taken, or
was there (409), is not sent again: to go on after a stop, call the script again with the same log.

Exit status: 0 Graph has all; 1 Graph refused some; 2 bad usage; 3 stopped early, call it again.
#>
param(
  [Parameter(Mandatory = $true)] [string[]] $Files,
  [string] $Graph = 'https://graph.microsoft.com/beta/deviceManagement/userPfxCertificates',
  [string] $Log = 'upload.log',
  [int] $Wait = 5  # seconds before the second try if Graph names no time; it doubles with each try
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$tries = 8           # for one record
$longestWait = 900   # seconds; if Graph asks for more, the script stops

function Stop-Upload([int] $status, [string] $why) {
  [Console]::Error.WriteLine("upload: $why")
  exit $status
}

if (-not $env:TOKEN) { Stop-Upload 2 'set TOKEN to an access token' }
if ($Graph -notmatch '^(https://|http://(localhost|127\.0\.0\.1):)') {
  Stop-Upload 2 "Graph is no https address: $Graph"
}
foreach ($file in $Files) {
  if (-not (Test-Path -LiteralPath $file -PathType Leaf)) {
    Stop-Upload 2 "${file}: there is no such file"
  }
}

$sent = 0; $before = 0; $there = 0; $refused = 0

# What became of the records, and why it ends here if it does.
function Complete-Upload([int] $status, [string] $why) {
  $counts = "$sent sent now, $before before, $there there already (409), $refused refused; $Log"
  [Console]::Error.WriteLine("upload: $counts")
  if ($why) { [Console]::Error.WriteLine("upload: $why") }
  exit $status
}

# .NET does not know the current location of PowerShell.
$logPath = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Log)
$taken = New-Object 'System.Collections.Generic.HashSet[string]'
if (Test-Path -LiteralPath $logPath) {
  foreach ($entry in [IO.File]::ReadAllLines($logPath)) {
    $fields = $entry -split "`t"
    if ($fields.Count -ge 6 -and $fields[1] -in '201', '409') {
      [void] $taken.Add($fields[3..5] -join "`t")
    }
  }
}

Add-Type -AssemblyName System.Net.Http
[Net.ServicePointManager]::SecurityProtocol =
  [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
$handler = New-Object Net.Http.HttpClientHandler
$handler.AllowAutoRedirect = $false
$client = New-Object Net.Http.HttpClient $handler
$client.Timeout = [TimeSpan]::FromSeconds(120)
$client.MaxResponseContentBufferSize = 65536
$client.DefaultRequestHeaders.Authorization =
  New-Object Net.Http.Headers.AuthenticationHeaderValue 'Bearer', $env:TOKEN

# Words of an answer, of which none is long enough to be a part of a key.
function Get-Word([string] $text) {
  $word = $text -replace '[^A-Za-z0-9._-]', ''
  $word.Substring(0, [Math]::Min(40, $word.Length))
}

function Send-Record([string] $record) {
  $answer = @{ Status = 'none'; Code = ''; Request = ''; After = -1 }
  try {
    $body = New-Object Net.Http.StringContent $record, ([Text.Encoding]::UTF8), 'application/json'
    $response = $client.PostAsync($Graph, $body).GetAwaiter().GetResult()
    $answer.Status = [string] [int] $response.StatusCode
    foreach ($header in $response.Headers) {
      if ($header.Key -eq 'request-id') { $answer.Request = Get-Word ($header.Value -join ' ') }
    }
    $after = $response.Headers.RetryAfter
    if ($null -ne $after -and $null -ne $after.Delta) {
      $answer.After = [long] $after.Delta.TotalSeconds
    }
    $text = $response.Content.ReadAsStringAsync().GetAwaiter().GetResult()
    if ($text -match '"code"\s*:\s*"([A-Za-z0-9._-]*)"') { $answer.Code = Get-Word $Matches[1] }
  } catch [Net.Http.HttpRequestException], [Threading.Tasks.TaskCanceledException] {
    # No answer, or one that is cut: the status says what is known.
  }
  $answer
}

foreach ($file in $Files) {
  $line = 0
  foreach ($record in [IO.File]::ReadAllLines((Convert-Path -LiteralPath $file))) {
    $line++
    if (-not $record) { continue }
    try {
      $fields = ConvertFrom-Json $record
      $key = "$($fields.userPrincipalName)`t$($fields.thumbprint)`t$($fields.intendedPurpose)"
    } catch {
      Complete-Upload 2 "$file, line ${line}: this is no record of smime keys export --intune"
    }
    if ($taken.Contains($key)) { $before++; continue }
    $pause = $Wait
    for ($try = 1; ; $try++) {
      $answer = Send-Record $record
      $time = [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ')
      $entry = $time, $answer.Status, "${file}:$line", $key, "$($answer.Code) $($answer.Request)"
      [IO.File]::AppendAllText($logPath, ($entry -join "`t") + "`n")
      if ($answer.Status -in '201', '409') {
        [void] $taken.Add($key)
        if ($answer.Status -eq '201') { $sent++ } else { $there++ }
        break
      }
      if ($answer.Status -eq '401') {
        Complete-Upload 3 "$file, line ${line}: the token is not valid or has expired (401): get another, and call again"
      }
      if ($answer.Status -eq '403') {
        Complete-Upload 3 "$file, line ${line}: the token lacks DeviceManagementConfiguration.ReadWrite.All, or the tenant a licence (403)"
      }
      if ($answer.Status -notmatch '^(none|429|5..)$') {
        $why = "status $($answer.Status) $($answer.Code)"
        [Console]::Error.WriteLine("upload: $file, line ${line}: Graph refused it, $why")
        $refused++
        break
      }
      if ($try -ge $tries) { Complete-Upload 3 "$file, line ${line}: no success after $tries tries" }
      if ($answer.After -gt $longestWait) {
        Complete-Upload 3 "Graph asks to wait for $($answer.After) seconds"
      }
      if ($answer.After -ge 0) { Start-Sleep $answer.After } else { Start-Sleep $pause }
      $pause *= 2
    }
  }
}
if ($refused -gt 0) { Complete-Upload 1 "Graph refused $refused records; $Log says which" }
Complete-Upload 0 ""
