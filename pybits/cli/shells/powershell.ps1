# PowerShell completion for @PROGRAM@, made from the catalogue of its verbs. Add to your $PROFILE: . PATH/TO/@PROGRAM@.ps1

Register-ArgumentCompleter -Native -CommandName @PROGRAM@ -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    # What may stand at each place of a command line; each word with its description after a tab.
    $table = [System.Collections.Generic.Dictionary[string, string[]]]::new([System.StringComparer]::Ordinal)
@TABLE@

    # The words before the cursor, without their quotes; the one at the cursor is the last.
    $before = @(
        foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
            if ($element.Extent.EndOffset -lt $cursorPosition) {
                if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $element.Value }
                else { $element.Extent.Text }
            }
        }
    )
    $typed = ([string]$wordToComplete).TrimStart("'", '"')

    $verb = '.'
    $slash = $false
    $pending = ''
    $number = 1
    $first = if ($before.Count) { $before[0] } else { $typed }
    if ('@PROGRAM@' -eq 'bitsadmin' -or "$first".StartsWith('/')) { $verb = '/'; $slash = $true }
    foreach ($word in $before) {
        if ($slash) { $word = "$word".ToLowerInvariant() }
        $key = "$verb $word"
        if ($pending) { $pending = '' }
        elseif ($word -match '^[-/]' -and $table.ContainsKey($key)) {
            if ($table[$key][0] -ne '@flag') { $pending = $key }
        }
        elseif (-not $slash -and $word -match '^-') { continue }
        elseif ($verb -eq '.' -or $verb -eq '/') { $verb = "$word" }
        elseif ($number -eq 1 -and $table.ContainsKey($verb)) { $verb = $key }
        elseif ($table.ContainsKey("$verb $number $word")) { $verb = "$verb $number $word"; $number = 1 }
        else { $number++ }
    }

    $answer = @()
    $options = @()
    $prefix = ''
    if ($pending) { $answer = $table[$pending] }
    elseif (-not $slash -and $typed -match '^(--[^=]+)=') {
        $prefix = $Matches[0]
        if ($table.ContainsKey("$verb $($Matches[1])")) { $answer = $table["$verb $($Matches[1])"] }
    }
    else {
        $places = @("$verb $number", "$verb +")
        if ($number -eq 1) { $places = @($verb) + $places }
        $place = $places | Where-Object { $table.ContainsKey($_) } | Select-Object -First 1
        if ($place) { $answer = $table[$place] }
        if ($table.ContainsKey("$verb -")) { $options = $table["$verb -"] }
        if (-not $slash) {
            if ($typed.StartsWith('-')) { $options += $table['--']; $answer = @() } else { $options = @() }
        }
    }

    if ($answer.Count -and $answer[0] -eq '@jobs') {
        $question = if ($typed.StartsWith('{')) { 'guids' } else { 'jobs' }
        $program = $commandAst.CommandElements[0].Extent.Text
        if ($commandAst.CommandElements[0] -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
            $program = $commandAst.CommandElements[0].Value
        }
        $answer = @(& $program --complete $question 2>$null)
    }
    elseif ($answer.Count -and $answer[0].StartsWith('@')) { $answer = @() }

    # Nothing at all lets PowerShell offer files.
    foreach ($line in @($answer) + @($options)) {
        $word, $text = "$line" -split "`t", 2
        if (-not $word) { continue }
        $word = $prefix + $word
        # bitsadmin's words are the same in either case: they follow what was typed.
        if ($slash -and $word.StartsWith('/') -and $typed -cne $typed.ToLowerInvariant()) { $word = $word.ToUpperInvariant() }
        if (-not $word.StartsWith($typed, [System.StringComparison]::OrdinalIgnoreCase)) { continue }
        $quoted = if ($word -match '^[\w./?=-]+$') { $word } else { "'" + ($word -replace "['\u2018\u2019\u201a\u201b]", '$0$0') + "'" }
        if (-not $text) { $text = $word }
        [System.Management.Automation.CompletionResult]::new($quoted, $word, 'ParameterValue', $text)
    }
}
