/**
 * Common English words, each one token of the o200k tokenizer when a space stands before it (held
 * by a test), so that `{ words: 2000 }` in a scenario is 2,000 tokens within a fraction of a per
 * cent.
 */
export const fillerWords: readonly string[] = `
  able about above accept account across action active actual address after again against agent
  ahead allow along already always among amount animal annual another answer appear apply area
  argue around arrive article artist assume attack author autumn average avoid away balance base
  basic battle beach bear beat beauty become before begin behind believe below benefit beside
  better between beyond bill birth block blood board boat body bone book border both bottom box
  branch bread break bridge brief bright bring broad brother budget build burn business button
  buyer cable call camera camp capital captain carbon card care carry case catch cause cell center
  central century certain chain chair chance change chapter charge cheap check chest chief child
  choice church circle citizen city claim class clean clear climb clock close cloth cloud coast
  coffee cold collect color column come common company compare complete concern consider contain
  control cool copy corner correct cost cotton count country couple course cover create credit
  crew crop cross crowd culture current custom cycle daily damage dance danger dark data date
  daughter dead deal debate decade decide deep defense degree deliver demand depend depth describe
  desert design desk detail develop device differ dinner direct discuss disease distance divide
  doctor document door double doubt down draft draw dream dress drink drive drop dry during dust
  early earth east easy edge edit effect effort eight either election else employ empty end energy
  engine enjoy enough enter entire equal error escape even event ever every exact example except
  exist expect expert explain express extra face fact factor fail fair fall family famous farm
  fast father favor fear feature feed feel fence field figure file fill film final finance find
  fine finger finish fire firm fish five flat flight floor flow flower focus follow food foot
  force foreign forest forget form forward four frame free fresh friend front fruit fuel full fund
  future game garden gas gate gather general gift give glass goal gold good govern grade grain
  grand grass great green ground group grow growth guard guess guide habit half hall hand handle
  happen happy hard harm head health hear heart heat heavy height help here high hill history hold
  hole home hope horse host hotel hour house human hundred idea image impact import inch income
  increase indeed indoor industry inform inside install instead iron island issue item join
  journey judge jump keep key kind kitchen know labor ladder lake land large last late laugh
  launch lawyer layer lead leaf learn least leave left legal length less letter level library life
  light limit line link list listen little live local long look lose loss lot low machine main
  major make manage manner many map march mark market master match matter measure meat media meet
  member memory mention metal method middle might mile military milk mind mine minute mirror miss
  model modern moment money month moon moral more morning most mother motion mountain mouth move
  movie much music name narrow nation nature near neck need network never next night nine noise
  none north nose note nothing notice number object obtain ocean offer office often oil old once
  one only open operate option orange order origin other outside over own owner page paint pair
  palace paper parent park part party pass past path pattern pay peace people perfect perhaps
  period person phone photo phrase pick picture piece pilot place plan plane plant plate play
  plenty point police policy pool poor popular port position possible pound power present press
  pretty prevent price print private problem process produce profit program project promise proof
  proper protect provide public pull purpose push quality quarter question quick quiet quite race
  radio rail rain raise range rapid rate rather reach read ready real reason receive recent record
  red reduce region relate remain remember remove repeat reply report request require rest result
  return rich ride right ring rise river road rock role roof room root rope round route rule run
  safe sail salt same sample sand save scale scene school science score screen sea search season
  seat second section see seed seek seem select sell send sense series serious serve session set
  seven several shade shape share sharp sheet shelf ship shop short should shoulder show side sign
  silver simple since single sister site size skill skin sleep slow small smart smooth snow social
  soft soil solid some son song soon sort sound source south space speak special speed spend
  spirit spoon sport spread spring square staff stage stand standard star start state station stay
  steel step still stock stone stop store storm story strange street strong student study style
  subject success such sugar suit summer sun supply support sure surface sweet swim system table
  take talk target task teach team tell ten term test text than thank theory there thick thing
  think third thought thousand three through throw ticket time tiny title today together tone tool
  top topic total touch toward tower town track trade train travel treat tree trend trial trip
  true trust truth try turn type under unit until upon upper use usual valley value various very
  view village visit voice wait walk wall want warm watch water wave way weather week weight well
  west wheel when while white whole wide wife wild wind window winter wish with within without
  woman wonder wood word work world worth write year yellow young
`
  .trim()
  .split(/\s+/);
